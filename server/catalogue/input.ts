import { z } from "zod";
import { meterAggregations, meterKinds } from "@/db/schema";
import { readQuantity } from "../quantity";
import { wholeNumber } from "../whole-number";
import { type MeterFilter, readFilter } from "./meter-filter";
import { aggregationsOf } from "./states";

/** A quantity above 0, in plain decimals; null, "" or "none": there is no maximum. */
const maximum = z
  .string()
  .trim()
  .max(100, "The maximum is too long.")
  .nullable()
  .transform((text, issues) => {
    if (text === null || text === "" || text === "none") return null;
    const read = readQuantity(text);
    if ("quantity" in read && read.quantity !== "0") return read.quantity;
    issues.addIssue({ code: "custom", message: "The maximum is a decimal number above 0 and below 10^18, like 12.5." });
    return z.NEVER;
  });

const filterName = z
  .string()
  .trim()
  .min(1)
  .max(60)
  .regex(/^[^=;,\p{Cc}]+$/u);
const filterValue = z
  .string()
  .trim()
  .min(1)
  .max(200)
  .regex(/^[^;,\p{Cc}]+$/u);
const filterSentence =
  "Write which dimensions a record needs like region=eu,ch; tier=gold: at most 8 of them with 100 values each.";

/** As a text or an object; null, "" or "none": every record counts. */
const filter = z
  .union([z.string().max(20_000), z.record(z.string(), z.array(z.string()))], { error: filterSentence })
  .nullable()
  .transform((given, issues): MeterFilter | null => {
    if (given === null || given === "none") return null;
    const read = z
      .record(filterName, z.array(filterValue).min(1).max(100))
      .refine((one) => Object.keys(one).length <= 8)
      .safeParse(typeof given === "string" ? readFilter(given) : given);
    if (read.success) return Object.keys(read.data).length === 0 ? null : read.data;
    issues.addIssue({ code: "custom", message: filterSentence });
    return z.NEVER;
  });

const dimensionsSentence =
  "Write the names of dimensions like region, tier: at most 5 of up to 60 characters, each once, without = ; and commas.";

/** As a text or a list; null, "" or "none": the meter declares none. */
const dimensions = z
  .union([z.string().max(1000), z.array(z.string()).max(20)], { error: dimensionsSentence })
  .nullable()
  .transform((given, issues): string[] => {
    if (given === null || given === "none") return [];
    const names = typeof given === "string" ? given.split(/[,;\n]/).filter((name) => name.trim() !== "") : given;
    const read = z
      .array(filterName)
      .max(5)
      .refine((one) => new Set(one).size === one.length)
      .safeParse(names);
    if (read.success) return read.data.sort();
    issues.addIssue({ code: "custom", message: dimensionsSentence });
    return z.NEVER;
  });

/** A text of one line that must not be empty. */
export const line = (most: number, empty: string) =>
  z
    .string(empty)
    .trim()
    .min(1, empty)
    .max(most, `At most ${most} characters.`)
    .regex(/^\P{Cc}*$/u, "It holds a control character.");

/** A slug that staff choose. */
export const newSlug = z
  .string("Give a slug, like api-calls.")
  .max(60, "At most 60 characters.")
  .regex(/^[a-z0-9]+(-[a-z0-9]+)*$/, "Small letters, digits and single hyphens between them, like api-calls.");

const fields = {
  name: line(80, "Give a name, like API calls."),
  unit: line(30, "Give a unit, like GiB, vCPU·h or calls.").describe(
    "As people read it: a size (GB, GiB), a time (h), one by a time (GiB·h, vCPU·h), or a word for what is counted",
  ),
  kind: z.enum(meterKinds, { error: `It must be one of ${meterKinds.join(", ")}.` }),
  aggregation: z
    .enum(meterAggregations, { error: `It must be one of ${meterAggregations.join(", ")}.` })
    .describe("How a window's use becomes one figure: a counter's sum; a gauge's max, average or last"),
  decimals: wholeNumber({ min: 0, max: 9 }, "Give a whole number from 0 to 9.").describe("As many are shown"),
  whole: z
    .union([z.boolean(), z.stringbool({ error: "It must be true or false." })])
    .describe("Units of one exist only whole"),
  staleMinutes: wholeNumber({ min: 1, max: 44_640 }, "Give whole minutes, from 1 to 44640 (31 days).").describe(
    "How long a machine's last level stands as its use now",
  ),
  plausibleRecord: maximum.describe("A record of more is set aside; null: none is. In the meter's unit"),
  filter: filter.describe("Which records count: of each dimension named here those with one of its values; null: all"),
  dimensions: dimensions.describe("By which of data.dimensions use is charted and exported, at most 5 names"),
};

/** A meter of the provider's own. */
const newMeterShape = {
  slug: newSlug.describe("What records name it by; it never changes"),
  ...fields,
  decimals: fields.decimals.default(3),
  whole: fields.whole.default(false),
  staleMinutes: fields.staleMinutes.default(15),
  plausibleRecord: fields.plausibleRecord.default(null),
  filter: fields.filter.default(null),
  dimensions: fields.dimensions.default([]),
};
export const newMeterInput = z
  .object(newMeterShape)
  .refine(({ kind, aggregation }) => aggregationsOf[kind].some((one) => one === aggregation), {
    error: ({ input }) => aggregationFault((input as { kind: keyof typeof aggregationsOf }).kind),
    path: ["aggregation"],
  });
export type NewMeter = z.output<typeof newMeterInput>;

/** The sentence against an aggregation that a kind of meter cannot have. */
export const aggregationFault = (kind: keyof typeof aggregationsOf): string =>
  `A ${kind} meter has the aggregation ${aggregationsOf[kind].join(" or ")}.`;

/** What staff change of a meter; what is left out stays as it is. */
export const meterChanges = z.object(fields).partial();
export const changeMeterInput = meterChanges.extend({ slug: z.string().min(1).max(200) });
export type MeterChange = z.output<typeof changeMeterInput>;
