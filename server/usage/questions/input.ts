import { z } from "zod";
import { instantInput } from "../../instant";
import { pageInput } from "../../page-input";
import { timeZoneInput } from "../../time-zone-input";
import { wholeNumber } from "../../whole-number";
import { optionalName } from "../input";
import { fates, sourceKinds } from "../states";

/** How finely use over time is asked, and by what it is grouped. */
const grains = ["tick", "hour", "day"] as const;
export type Grain = (typeof grains)[number];
export const groupings = ["cloud", "machine", "service", "customer"] as const;
/** By a dimension that the meter declares, like `dimension:region`. */
const byDimension = z.templateLiteral(["dimension:", z.string()]);
export type Grouping = (typeof groupings)[number] | z.infer<typeof byDimension>;
const groupingInput = z.union([z.enum(groupings), byDimension], {
  error: `It must be one of ${groupings.join(", ")}, or dimension: and the name of one that the meter declares.`,
});
/** The one group of all values that an answer does not name; no value holds a line break. */
export const otherGroups = "\n";
/** The dimension of a grouping by one; null of any other. */
export const dimensionOf = (groupBy: Grouping): string | null =>
  groupBy.startsWith("dimension:") ? groupBy.slice("dimension:".length) : null;

/** Use with one value of a dimension that the meter declares: `region=eu`; `region=` is use without it. */
const dimensionFilter = z
  .string()
  .max(300)
  .regex(/^[^=]+=/, "Write the dimension and its value like region=eu; region= is use that names none.")
  .transform((text) => {
    const [name = "", ...value] = text.split("=");
    return { name, value: value.join("=") };
  })
  .optional();

/** A question about use over time. `from` belongs to it, `to` does not. */
export const usageQuestion = z
  .object({
    meter: z.string({ error: "Name a meter, like processor." }).min(1).max(200),
    from: instantInput,
    to: instantInput,
    grain: z.enum(grains, { error: `It must be one of ${grains.join(", ")}.` }).default("hour"),
    groupBy: groupingInput.default("cloud"),
    customer: optionalName,
    cloud: optionalName,
    machine: optionalName,
    service: optionalName,
    vendor: optionalName,
    dimension: dimensionFilter.describe("A dimension that the meter declares and its value, like region=eu"),
    previous: z.stringbool({ error: "It must be true or false." }).default(false),
  })
  .refine(({ from, to }) => from < to, { error: "It must be before to.", path: ["from"] })
  .refine(({ from, to }) => Number(to) - Number(from) <= 400 * 86_400_000, {
    error: "The window is longer than 400 days. Ask for a year at most.",
    path: ["to"],
  });

/** The question of the screens: the same, with everything by id. */
export const seriesInput = z.object({
  meter: z.string().min(1).max(200),
  from: instantInput,
  to: instantInput,
  grain: z.enum(grains).default("hour"),
  /** In which hours and days begin. */
  zone: timeZoneInput.optional(),
  groupBy: groupingInput.default("cloud"),
  cloudId: optionalName,
  machineId: optionalName,
  serviceId: optionalName,
  vendorId: optionalName,
  /** Also the time of equal length before, over the asked one. */
  previous: z.boolean().default(false),
  /** Also how many machines reported, in each group. */
  machines: z.boolean().default(false),
});
export type SeriesInput = z.infer<typeof seriesInput>;

const windowInput = z.object({ from: instantInput, to: instantInput });
/** Which records' fates: those of one meter, or of all. */
export const fatesInput = seriesInput
  .pick({ from: true, to: true, cloudId: true, machineId: true, serviceId: true, vendorId: true })
  .extend({ meter: optionalName, groupBy: z.enum(groupings).default("cloud") });
/** The line of a long time, by day. */
export const outlineInput = seriesInput.omit({ grain: true, groupBy: true, previous: true, machines: true });
export const nowInput = windowInput.extend({ meter: z.string().min(1).max(200) });

/** Filters of the list of usage records. */
const recordFilter = z.object({
  customer: optionalName,
  meter: optionalName,
  cloud: optionalName,
  machine: optionalName,
  sourceKind: z.enum(sourceKinds, { error: `It must be one of ${sourceKinds.join(", ")}.` }).optional(),
  fate: z.enum(fates, { error: `It must be one of ${fates.join(", ")}.` }).optional(),
  from: instantInput.optional(),
  to: instantInput.optional(),
});
/** A page of them. */
export const recordQuery = recordFilter.extend(pageInput(1000));
/** The same as an address asks for it: `after` is the `next` of the page before. */
export const recordAddress = recordFilter.extend({
  after: z.string().min(1).max(2000).optional(),
  limit: wholeNumber({ min: 1, max: 1000 }, "Give a whole number from 1 to 1000.").default(100),
});
export type RecordPageQuery = z.infer<typeof recordQuery>;

/** A page of whose figures count. */
export const authorityQuery = z.object({
  customerId: optionalName,
  meter: optionalName,
  cloud: optionalName,
  ...pageInput(),
});
/** What each kind of source reported of one meter in one cloud. */
export const comparisonInput = z
  .object({
    customerId: z.string().min(1).max(100),
    cloudId: z.string().min(1).max(100),
    meter: z.string().min(1).max(200),
    from: instantInput,
    to: instantInput,
    zone: timeZoneInput,
  })
  .refine(({ from, to }) => from < to && Number(to) - Number(from) <= 32 * 86_400_000, {
    error: "Ask for 32 days at most.",
    path: ["to"],
  });
