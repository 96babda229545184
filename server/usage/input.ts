import { z } from "zod";
import { instantInput } from "../instant";
import { reasonInput } from "../licensing/input";
import { pageInput } from "../page-input";
import { isStorable } from "../text-input";
import { timeZoneInput } from "../time-zone-input";
import { wholeNumber } from "../whole-number";
import { fates, importWays, sampleLength, sourceKinds } from "./states";

/** The largest request (server/usage/README.md has the reason). */
export const recordsPerRequest = 10_000;
export const requestBytes = 16 * 1024 * 1024;
/** The largest record: what CloudEvents 1.0 ("Size Limits") asks everybody to take. */
export const recordBytes = 64 * 1024;
/** The most ticks that the records of one transaction may span together: each is a row that may change. */
export const ticksPerTransaction = 40_000;
/** The same of one request, which may be several transactions. */
export const ticksPerRequest = 100_000;

/** One usage record, read and checked; its meter, machine and customer are not looked up yet. */
export type UsageInput = {
  id: string;
  source: string;
  meter: string;
  /** The machine: management id, serial or its cloud's id. */
  subject: string | null;
  /** A subject that is no known machine is no fault: files name resources of every kind. */
  subjectOptional?: boolean;
  /** A gauge's instant, a counter's end. */
  at: Date;
  /** A counter's begin. */
  start: Date | null;
  /** Exact decimal. */
  quantity: string;
  /** The quantity's unit; without one it is the meter's. */
  unit?: string | null;
  /** Slug or id of the host cloud; null: the machine's. */
  cloud: string | null;
  /** Customer account identifier; provider-scoped keys only. */
  customer: string | null;
};

/** A record that is not taken, with the reason as a sentence. */
export type RecordFault = {
  index: number;
  id: string | null;
  source: string | null;
  status: 400 | 403 | 409;
  code: "invalid" | "forbidden" | "conflict";
  detail: string;
};

const text = (name: string, most: number) =>
  z
    .string({ error: `${name} is missing or is not a string.` })
    .min(1, `${name} is empty.`)
    .max(most, `${name} is longer than ${most} characters.`)
    .regex(/^\P{Cc}*$/u, `${name} holds a control character, or is a number: write it as a plain string.`)
    .refine(isStorable, `${name} holds half of a character (a surrogate without its other half).`);

/** The attributes of a CloudEvent that matter here; others are ignored, as the specification asks. */
export const cloudEvent = z.object({
  specversion: z.literal("1.0", { error: 'specversion must be "1.0".' }),
  id: text("id", 300),
  source: text("source", 300),
  type: text("type", 200),
  subject: text("subject", 300).nullish(),
  time: text("time", 64),
  datacontenttype: text("datacontenttype", 200).nullish(),
});

export const usageData = z.object(
  {
    meter: text("data.meter", 200).nullish(),
    quantity: z.string({ error: "data.quantity is missing: give a decimal as string or number." }),
    unit: text("data.unit", 60)
      .nullish()
      .describe("The quantity's unit, converted exactly to the meter's, like GB, GB-Hours, vCPU·min; else the meter's"),
    start: text("data.start", 64).nullish(),
    cloud: text("data.cloud", 100).nullish(),
    customer: text("data.customer", 200).nullish(),
  },
  { error: "data is missing or is not an object with a quantity." },
);

const name = z.string().min(1).max(200).optional();

const grains = ["tick", "hour", "day"] as const;
export type Grain = (typeof grains)[number];
export const groupings = ["cloud", "machine", "service", "customer"] as const;
export type Grouping = (typeof groupings)[number];

/** A question about use over time. `from` belongs to it, `to` does not. */
export const usageQuestion = z
  .object({
    meter: z.string({ error: "Name a meter, like processor." }).min(1).max(200),
    from: instantInput,
    to: instantInput,
    grain: z.enum(grains, { error: `It must be one of ${grains.join(", ")}.` }).default("hour"),
    groupBy: z.enum(groupings, { error: `It must be one of ${groupings.join(", ")}.` }).default("cloud"),
    customer: name,
    cloud: name,
    machine: name,
    service: name,
    vendor: name,
    previous: z.stringbool({ error: "It must be true or false." }).default(false),
  })
  .refine(({ from, to }) => from < to, { error: "It must be before to.", path: ["from"] })
  .refine(({ from, to }) => Number(to) - Number(from) <= 400 * 86_400_000, {
    error: "The window is longer than 400 days. Ask for a year at most.",
    path: ["to"],
  });

const exportGrains = ["hour", "day"] as const;
const exportFormats = ["csv", "parquet"] as const;
export type ExportFormat = (typeof exportFormats)[number];

/** Which use a FOCUS export holds: all of a time. `from` belongs to it, `to` does not. */
const exportTime = z.object({
  from: instantInput,
  to: instantInput,
  grain: z
    .enum(exportGrains, { error: `It must be one of ${exportGrains.join(", ")}.` })
    .default("hour")
    .describe("The length of a charge period"),
  zone: timeZoneInput
    .optional()
    .describe(
      "IANA time zone in which days begin; UTC unless named. Days of the customer's zone fit its billing periods",
    ),
});
/** The same as an address or the command line asks for it. */
export const focusQuestion = exportTime
  .extend({
    customer: name,
    format: z.enum(exportFormats, { error: `It must be one of ${exportFormats.join(", ")}.` }).default("csv"),
  })
  .refine(({ from, to }) => from < to, { error: "It must be before to.", path: ["from"] })
  .refine(({ from, to }) => Number(to) - Number(from) <= 400 * 86_400_000, {
    error: "The window is longer than 400 days. Ask for a year at most.",
    path: ["to"],
  });
/** A page of its rows. */
export const focusInput = exportTime.extend({ cursor: z.string().max(2000).nullish() });
export type FocusInput = z.infer<typeof focusInput>;

/** The question of the screens: the same, with everything by id. */
export const seriesInput = z.object({
  meter: z.string().min(1).max(200),
  from: instantInput,
  to: instantInput,
  grain: z.enum(grains).default("hour"),
  /** In which hours and days begin. */
  zone: timeZoneInput.optional(),
  groupBy: z.enum(groupings).default("cloud"),
  cloudId: name,
  machineId: name,
  serviceId: name,
  vendorId: name,
  /** Also the time of equal length before, over the asked one. */
  previous: z.boolean().default(false),
  /** Also how many machines reported, in each group. */
  machines: z.boolean().default(false),
});
export type SeriesInput = z.infer<typeof seriesInput>;

const windowInput = z.object({ from: instantInput, to: instantInput });
/** Which records' fates: those of one meter, or of all. */
export const fatesInput = seriesInput
  .pick({ from: true, to: true, groupBy: true, cloudId: true, machineId: true, serviceId: true, vendorId: true })
  .extend({ meter: name });
/** The line of a long time, by day. */
export const outlineInput = seriesInput.omit({ grain: true, groupBy: true, previous: true, machines: true });
export const nowInput = windowInput.extend({ meter: z.string().min(1).max(200) });

/** Waiting records of one sender under one name, and the customer whose they are. */
export const assignInput = z.object({
  sourceKind: z.enum(sourceKinds),
  source: z.string().min(1).max(300),
  named: z.string().max(200).nullable(),
  sentBy: z.string().max(300).nullable(),
  customerId: z
    .string({ error: "Choose the customer whose use this is." })
    .min(1, "Choose the customer whose use this is.")
    .max(100),
});

/** Set-aside records of one customer, by their digests. */
export const setAsideInput = z.object({
  customerId: z.string().min(1).max(100),
  records: z
    .array(z.guid("It is no record's id."))
    .min(1, "Name at least one record.")
    .max(100, "Name at most 100 records."),
});
/** A page of what is set aside. */
export const setAsideQuery = z.object({ customerId: z.string().min(1).max(100).optional(), ...pageInput() });

const sourceKind = z.enum(sourceKinds, { error: "Choose agent, driver, program or file." });
const slug = z.string().min(1).max(200);
export const authorityInput = z.object({
  customerId: z.string().min(1).max(100),
  cloudId: z.string().min(1).max(100),
  meter: slug,
  sourceKind,
  validFrom: instantInput.describe("At most a year back; from the quarter of an hour that it lies in"),
  reason: reasonInput.describe("Why; staff see it"),
  preview: z.boolean().default(false).describe("true: say what it would change, and change nothing"),
});

/** A page of whose figures count. */
export const authorityQuery = z.object({ customerId: name, meter: name, cloud: name, ...pageInput() });
/** What each kind of source reported of one meter in one cloud. */
export const comparisonInput = z
  .object({
    customerId: z.string().min(1).max(100),
    cloudId: z.string().min(1).max(100),
    meter: slug,
    from: instantInput,
    to: instantInput,
    zone: timeZoneInput,
  })
  .refine(({ from, to }) => from < to && Number(to) - Number(from) <= 32 * 86_400_000, {
    error: "Ask for 32 days at most.",
    path: ["to"],
  });

/** Filters of the list of usage records. */
const recordFilter = z.object({
  customer: name,
  meter: name,
  cloud: name,
  machine: name,
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

/** A page of imported files. */
export const importQuery = z.object(pageInput());
export type ImportQuery = z.infer<typeof importQuery>;
/** A page of a file's rows that were not counted. */
export const importRowQuery = z.object({
  importId: z.string().min(1).max(100),
  reason: z.string().max(100).optional(),
  ...pageInput(1000),
});
export type ImportRowQuery = z.infer<typeof importRowQuery>;

/** Files that are uploaded to be imported together, and for whom. */
export const uploadInput = z.object({
  customerId: z.string({ error: "Choose the customer." }).min(1, "Choose the customer.").max(100),
  cloudId: z.string({ error: "Choose the cloud." }).min(1, "Choose the cloud.").max(100),
  way: z.enum(importWays, { error: `It must be one of ${importWays.join(", ")}.` }),
  files: z
    .array(
      z.object({
        name: text("The name of a file", 200),
        bytes: z.int().min(1, "A file is empty: it has no bytes.").max(Number.MAX_SAFE_INTEGER),
      }),
      { error: "Choose a file." },
    )
    .min(1, "Choose a file.")
    .max(100, "Choose at most 100 files."),
});
export type UploadInput = z.infer<typeof uploadInput>;
export const uploadName = z.object({ uploadId: z.string().min(1).max(100) });
/** The next bytes of an upload. */
export const uploadPieceInput = uploadName.extend({
  from: wholeNumber({ min: 0, max: Number.MAX_SAFE_INTEGER }, "It must be a number of bytes."),
  content: z.instanceof(Blob),
});

const cloudName = text("The cloud", 100);
const column = text("The name of a column", 200).trim().nullable().default(null);
/** The mapping rules of a cloud's exports. Of what is left out the defaults hold. */
const mappingRules = z.object({
  columns: z
    .object({ customer: column, cloud: column, machine: column, meter: column, quantity: column, unit: column })
    .prefault({})
    .describe("The column, or the key of a column of JSON (Tags.machine), that states each; null: as without rules"),
  meters: z
    .array(
      z.object({
        value: text("The value of a meter", 300).trim().describe("Of the meter's column, in any case; * is any text"),
        unit: text("The unit of a row", 60).trim().nullable().default(null).describe("Only rows in it; null: in any"),
        meter: slug.nullable().describe("null: such rows are not counted"),
        factor: z
          .string()
          .regex(
            /^(?=.*[1-9])\d{1,12}(?:\.\d{1,30})?$/,
            "A factor is a decimal number above 0 and below 10^12, with at most 30 decimals, like 0.5.",
          )
          .nullable()
          .default(null)
          .describe("How much of the meter one unit is; null: the row's unit is converted to the meter's"),
      }),
    )
    .max(500, "Give at most 500 values of meters. * stands for any text.")
    .default([])
    .describe("The first that fits a row holds"),
  customers: z
    .array(z.object({ value: text("An account", 300).trim(), customer: text("The customer", 200) }))
    .max(500, "Give at most 500 accounts.")
    .default([])
    .describe("Values of the customer's column, and the customer of each, by id or account identifier"),
  clouds: z
    .array(text("A value of the cloud", 300).trim())
    .max(100, "Give at most 100 values of the cloud.")
    .default([])
    .describe("Values of the cloud's column that mean this cloud; without any its slug and its name"),
});
/** A new version of them. */
export const mappingInput = mappingRules.extend({
  cloud: cloudName,
  version: z.int().min(0).optional().describe("The version that was changed: refused where another was set since"),
  reason: reasonInput.describe("Why; staff see it"),
});
export type MappingInput = z.infer<typeof mappingInput>;
export const mappingQuery = z.object({
  cloud: cloudName,
  version: wholeNumber({ min: 0, max: 2 ** 31 - 1 }, "It is no version.").optional(),
});
export const mappingVersionQuery = z.object({ cloud: cloudName, ...pageInput() });
export type MappingVersionQuery = z.infer<typeof mappingVersionQuery>;
/** Rules, stored or not, and the rows of a file that they are tried on. */
export const mappingTrialInput = mappingRules.extend({
  cloud: cloudName,
  customer: name.describe("Whose import it would be, by id or account identifier"),
  sample: z
    .string()
    .min(1, "Paste the head and some rows of a CSV file, or choose a file.")
    .max(sampleLength, "The sample is longer than 256 KiB. Give fewer rows.")
    .describe("CSV with its head, as it stands in an export"),
});
export type MappingTrialInput = z.infer<typeof mappingTrialInput>;
