import { z } from "zod";
import { instantInput } from "../../instant";
import { reasonInput } from "../../licensing/input";
import { pageInput } from "../../page-input";
import { readQuantity } from "../../quantity";
import { conflictStates, sourceKinds } from "../states";
import type { CorrectedRecords } from "./records-meant";

const id = z.string().min(1).max(100);

/** A record by its identity, with its time, which finds it. */
const recordName = z.object({ record: z.guid("It is no record's id."), endedAt: instantInput });

/** A quantity as senders report it, in plain decimals. */
const quantity = z.string().transform((text, issues) => {
  const read = readQuantity(text);
  if ("quantity" in read) return read.quantity;
  issues.addIssue({ code: "custom", message: read.fault });
  return z.NEVER;
});

const word = (most: number, what: string) =>
  z
    .string()
    .trim()
    .min(1, `${what} is empty.`)
    .max(most, `${what} is longer than ${most} characters.`)
    .regex(/^\P{Cc}*$/u, `${what} holds a control character.`);

const few = <T extends z.ZodType>(one: T) =>
  z.array(one).min(1, "Name at least one record.").max(1000, "Name at most 1,000 records.");

const made = {
  reason: reasonInput.describe("Why; staff see it"),
  preview: z.boolean().default(false).describe("true: say what it would change, and change nothing"),
};

/** Which use is voided: some records, all that an import counted, or a meter's in a time. */
export const voidShape = {
  records: few(recordName).optional(),
  importId: id.optional().describe("All that this import of a file counted"),
  meter: z.string().min(1).max(200).optional(),
  from: instantInput.optional(),
  to: instantInput.optional(),
  cloudId: id.optional(),
  machineId: id.optional(),
  sourceKind: z.enum(sourceKinds, { error: `It must be one of ${sourceKinds.join(", ")}.` }).optional(),
  ...made,
};
type Void = Omit<z.output<z.ZodObject<typeof voidShape>>, "reason" | "preview">;

const oneWay = "Name records, or an import, or a meter with from and to.";

/** Checks that an input of `voidShape` says in one way which use is meant. */
export function saysOneWay({ records, importId, meter, from, to, cloudId, machineId, sourceKind }: Void): boolean {
  const asked = [meter, from, to, cloudId, machineId, sourceKind].some((one) => one !== undefined);
  const question = meter !== undefined && from !== undefined && to !== undefined && from < to;
  const ways = [records !== undefined, importId !== undefined, asked].filter(Boolean).length;
  return ways === 1 && (!asked || question);
}
export const notOneWay = { error: `${oneWay} from must be before to.`, path: ["meter"] };

/** The use that such an input means. */
export function meantBy({
  records,
  importId,
  meter,
  from,
  to,
  cloudId,
  machineId,
  sourceKind,
}: Void): CorrectedRecords {
  if (records) return { records: records.map(({ record, endedAt }) => ({ digest: record, endedAt })) };
  if (importId !== undefined) return { importId };
  return { meter: meter ?? "", from: from ?? new Date(0), to: to ?? new Date(0), cloudId, machineId, sourceKind };
}

export const voidInput = z.object({ customerId: id, ...voidShape }).refine(saysOneWay, notOneWay);

/** What a unique count counts. */
const value = word(300, "value").optional().describe("Of a unique count: what it counts, in the place of a quantity");

/** Records, and what counts in the place of each. */
export const amendShape = {
  records: few(
    recordName
      .extend({ quantity: quantity.optional(), value })
      .refine((one) => (one.quantity === undefined) !== (one.value === undefined), {
        error: "Give a quantity, or of a unique count a value.",
        path: ["quantity"],
      }),
  ),
  ...made,
};
export const amendInput = z.object({ customerId: id, ...amendShape });
export const amendedBy = (records: z.output<typeof amendShape.records>) =>
  records.map(({ record, ...right }) => ({ digest: record, ...right }));

/** A page of corrections. */
export const correctionQuery = z.object({ customerId: id.optional(), ...pageInput() });

/** Which conflicts: of a source, waiting or decided. */
export const conflictFilter = z.object({
  source: z.string().min(1).max(300, "source is longer than 300 characters.").optional(),
  state: z.enum(conflictStates, { error: `It must be one of ${conflictStates.join(", ")}.` }).optional(),
});
/** A page of conflicts. */
export const conflictQuery = z.object({ customerId: id.optional(), ...conflictFilter.shape, ...pageInput() });

/** Conflicts of one customer, by the records that what came is stored as. */
export const dismissShape = {
  records: z
    .array(z.guid("It is no record's id."))
    .min(1, "Name at least one record.")
    .max(100, "Name at most 100 records."),
  reason: made.reason,
};
export const dismissInput = z.object({ customerId: id, ...dismissShape });
/** A conflict whose content counts from now on. */
export const amendConflictShape = { record: z.guid("It is no record's id."), ...made };
export const amendConflictInput = z.object({ customerId: id, ...amendConflictShape });

/** Use as people enter it, in no sender's name. */
const enteredShape = {
  meter: word(200, "meter"),
  quantity: quantity.optional().describe("Needed unless value is given"),
  value,
  unit: word(60, "unit").optional().describe("The quantity's unit, converted exactly; else the meter's"),
  machine: word(300, "machine").optional().describe("A machine's id, serial or id at its cloud"),
  cloud: word(100, "cloud").optional().describe("A host cloud's slug or id, or on-premises; else the machine's"),
  start: instantInput.optional().describe("A counter's begin"),
  time: instantInput.describe("A gauge's instant, a counter's end"),
};

/** Use that no sender reported. */
export const backfillShape = {
  records: z.array(z.strictObject(enteredShape)).min(1, "Name at least one use.").max(1000, "Name at most 1,000 uses."),
  ...made,
};
export const backfillInput = z.object({ customerId: id, ...backfillShape });

/** Use that might come: a list of it, or all that there is in the windows that run now so many times as much. */
export const otherUseShape = {
  uses: z
    .array(
      z.strictObject({
        ...enteredShape,
        time: instantInput.optional().describe("A gauge's instant, a counter's end; without one now"),
      }),
    )
    .min(1, "Name at least one use.")
    .max(100, "Name at most 100 uses.")
    .optional(),
  source: word(300, "source")
    .optional()
    .describe("Whose readings of a gauge without a machine these would be: those of one source replace each other"),
  factor: z
    .string()
    .trim()
    .regex(/^\d{1,4}(?:\.\d{1,9})?$/, "Give a number such as 1.3, below 10,000 and without separators.")
    .optional()
    .describe("1.3: all use of ordinary machines in the windows that run now were 30 % more"),
  meter: word(200, "meter").optional().describe("Of a factor: the limits of this meter alone"),
};
export type OtherUse = z.output<z.ZodObject<typeof otherUseShape>>;

/** Checks that an input of `otherUseShape` names other use in one way. */
export const namesOneUse = ({ uses, source, factor, meter }: OtherUse): boolean =>
  uses ? factor === undefined && meter === undefined : factor !== undefined && source === undefined;
export const notOneUse = { error: "Name uses, or a factor.", path: ["uses"] };
export const otherUseInput = z.object({ customerId: id, ...otherUseShape }).refine(namesOneUse, notOneUse);

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

/** Whose figures count from a time on. */
export const authorityInput = z.object({
  customerId: z.string().min(1).max(100),
  cloudId: z.string().min(1).max(100),
  meter: z.string().min(1).max(200),
  sourceKind: z.enum(sourceKinds, { error: "Choose agent, driver, program or file." }),
  validFrom: instantInput.describe("At most a year back; from the quarter of an hour that it lies in"),
  reason: reasonInput.describe("Why; staff see it"),
  preview: z.boolean().default(false).describe("true: say what it would change, and change nothing"),
});
