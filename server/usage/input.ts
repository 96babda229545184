import { z } from "zod";
import { isStorable } from "../text-input";

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
  /** Exact decimal; 1 for a unique count. */
  quantity: string;
  /** What a unique count counts. */
  value?: string | null;
  /** What else it says of its use, e.g. its region. */
  dimensions?: Record<string, string> | null;
  /** No quantity was sent with it, which every other meter needs. */
  valueAlone?: boolean;
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

/** A text of a line that can be stored; its sentences name it. */
export const namedText = (name: string, most: number) =>
  z
    .string({ error: `${name} is missing or is not a string.` })
    .min(1, `${name} is empty.`)
    .max(most, `${name} is longer than ${most} characters.`)
    .regex(/^\P{Cc}*$/u, `${name} holds a control character, or is a number: write it as a plain string.`)
    .refine(isStorable, `${name} holds half of a character (a surrogate without its other half).`);

/** The attributes of a CloudEvent that matter here; others are ignored, as the specification asks. */
export const cloudEvent = z.object({
  specversion: z.literal("1.0", { error: 'specversion must be "1.0".' }),
  id: namedText("id", 300),
  source: namedText("source", 300),
  type: namedText("type", 200),
  subject: namedText("subject", 300).nullish(),
  time: namedText("time", 64),
  datacontenttype: namedText("datacontenttype", 200).nullish(),
});

/** A text that a unique count can count. */
export const countedValue = namedText("data.value", 300);
export const quantityMissing = "data.quantity is missing: give a decimal as string or number.";

export const usageData = z.object(
  {
    meter: namedText("data.meter", 200).nullish(),
    quantity: z
      .string({ error: quantityMissing })
      .nullish()
      .describe("Exact decimal; of a unique count 1, or left out"),
    // Any JSON: what is no text may be a sender's own field, and matters to unique counts alone.
    value: z.unknown().optional(),
    dimensions: z.unknown().optional(),
    unit: namedText("data.unit", 60)
      .nullish()
      .describe("The quantity's unit, converted exactly to the meter's, like GB, GB-Hours, vCPU·min; else the meter's"),
    start: namedText("data.start", 64).nullish(),
    cloud: namedText("data.cloud", 100).nullish(),
    customer: namedText("data.customer", 200).nullish(),
  },
  { error: "data is missing or is not an object with a quantity." },
);

/** A filter by the name or id of something; absent: everything. */
export const optionalName = z.string().min(1).max(200).optional();
