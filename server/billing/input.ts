import { z } from "zod";
import { instantInput } from "../instant";
import { reasonInput } from "../licensing/input";
import { amountInput, dayInput, referenceInput } from "../money/input";
import { adjustmentStates, discountKinds } from "../money/states";
import { pageInput } from "../page-input";
import { readQuantity } from "../quantity";
import { wholeNumber } from "../whole-number";
import { billingModes, overflowPolicies } from "./states";

/** Takes a payment back that was entered by mistake. */
export const reversePaymentInput = z.object({
  customerId: z.string().min(1).max(100),
  id: z.string().min(1).max(100),
  reason: reasonInput,
});

/** Money that went back to a customer, with the reason. */
export const refundInput = z.object({
  customerId: z.string().min(1).max(100),
  amount: amountInput,
  paidOn: dayInput,
  reference: referenceInput,
  reason: reasonInput,
});

/** Gives up what is open of a statement; an amount left out, or empty: all of it. */
export const writeOffInput = z.object({
  customerId: z.string().min(1).max(100),
  statementId: z.string().min(1).max(100),
  amount: z.preprocess((value) => (value === "" ? undefined : value), amountInput.optional()),
  reason: reasonInput,
});

/** The answer to policy `ask`: start the machine, or do not. */
export const answerOverflowInput = z.object({
  overflowId: z.string().min(1).max(100),
  answer: z.enum(["yes", "no"]),
});

const decimal = (what: string) =>
  z
    .string()
    .trim()
    .regex(/^\d{1,15}(?:\.\d+)?$/, `${what} must be a number such as 12 or 0.045, without separators.`)
    .regex(/^\d+(?:\.\d{1,18})?$/, `${what} has more than 18 decimals: round it.`);

/** A time in RFC 3339, or as browsers send a field of date and time (in UTC); now where it is empty or left out. */
const timeOrNow = z
  .string()
  .trim()
  .transform((text) => {
    if (text === "") return undefined;
    const [, minute, second = ":00"] = /^(\d{4}-\d\d-\d\dT\d\d:\d\d)(:\d\d)?$/.exec(text) ?? [];
    return minute ? `${minute}${second}Z` : text;
  })
  .pipe(instantInput.optional())
  .optional();

/** A decimal above 0. */
const above0 = (what: string) => decimal(what).refine((text) => Number(text) > 0, `${what} must be above 0.`);

/** Pairs as people write them: `name = quantity`, one a line, or between commas. */
const writtenPairs = <Key extends string>(key: Key, quantity: string) =>
  z
    .string()
    .max(10_000, "Too long: write at most 10,000 characters.")
    .transform((text) =>
      text
        .split(/[\n,;]+/)
        .filter((pair) => pair.trim() !== "")
        .map((pair) => {
          const at = pair.lastIndexOf("=");
          return { [key]: pair.slice(0, Math.max(0, at)), [quantity]: pair.slice(at + 1) };
        }),
    );

/** Included amounts on top of a limit; they add up. */
const coverList = z
  .array(
    z.strictObject({
      name: z
        .string()
        .trim()
        .regex(/^[^\p{C},;=]{1,60}$/u, "A cover has a name of up to 60 characters, without comma, semicolon and =."),
      quantity: above0("The quantity of a cover"),
    }),
  )
  .refine((covers) => covers.length <= 20, "A limit has at most 20 covers.")
  .refine(
    (covers) => new Set(covers.map(({ name }) => name)).size === covers.length,
    "Each cover has a name of its own. Add up those of one name.",
  );
const coversInput = z.union(
  [coverList, writtenPairs("name", "quantity").pipe(coverList)],
  "Covers: a name and a quantity above 0 each, such as Launch offer = 2.",
);

/** What a cloud is expected to use. */
const shareList = z
  .array(z.strictObject({ cloud: z.string().trim().min(1).max(100), share: decimal("A reference share") }))
  .refine((shares) => shares.length <= 100, "A limit has at most 100 reference shares.")
  .refine(
    (shares) => new Set(shares.map(({ cloud }) => cloud)).size === shares.length,
    "Each cloud has one reference share.",
  );
const sharesInput = z.union(
  [shareList, writtenPairs("cloud", "share").pipe(shareList)],
  "Reference shares: a cloud's slug and a quantity each, such as cloud-a = 4.",
);

/** A cloud's slug; null for `all`, which a form and a command line can write. */
const cloudOrAll = z
  .string()
  .trim()
  .max(100)
  .transform((text) => (text === "" || text === "all" ? null : text));

/** One limit of one meter, as staff write it; amounts in the customer's currency. */
export const addSubscriptionInput = z.object({
  plan: z.string().min(1, "Choose a plan."),
  meter: z.string().min(1, "Choose a meter."),
  limit: decimal("The limit"),
  period: z.enum(["15min", "hour", "day", "week", "month"], "Choose a period."),
  thresholdPercent: decimal("The threshold").refine(
    (text) => Number(text) > 0 && Number(text) <= 100,
    "The threshold is a percentage from 1 to 100.",
  ),
  overRate: decimal("The rate"),
  mode: z
    .enum(billingModes, "Choose limit or offset billing.")
    .optional()
    .describe("How the plan's subscription bills: what lies above its limits, or margins over reference shares"),
  underCredit: decimal("The under-credit rate")
    .optional()
    .describe("Of offset billing: what a billing unit below the reference shares gives back; left out: 0"),
  billingStep: above0("The step"),
  cloud: z
    .union([z.null(), cloudOrAll])
    .optional()
    .describe("The slug of the one cloud whose use it counts; null, `all` or left out: all clouds and on-premises"),
  anchorDay: wholeNumber(
    { min: 1, max: 31 },
    "The anchor is a day of the month from 1 to 31, or of the week from 1 to 7.",
  )
    .optional()
    .describe(
      "The day on which its months begin, in a shorter month the last day, or its weeks, from Monday; left out: 1",
    ),
  billingFactor: above0("The billing factor")
    .optional()
    .describe("Billing units for each unit of the meter; rates and steps are per billing unit; left out: 1"),
  covers: coversInput
    .optional()
    .describe("Amounts included on top of the limit, in the meter's unit; they add up; a change replaces all of them"),
  referenceShares: sharesInput
    .optional()
    .describe("What a cloud is expected to use, by its slug; a change replaces all of them"),
  overflowPolicy: z.enum(overflowPolicies, "Choose what happens above the limit."),
  overflowMachinesMax: wholeNumber({ min: 1, max: 100 }, "At most: a whole number of machines from 1 to 100.")
    .optional()
    .describe("Overflow machines at a time, at most; left out: 2"),
  answerMinutes: wholeNumber({ min: 1, max: 10_080 }, "A whole number of minutes from 1 to 10,080 (a week).")
    .optional()
    .describe("Minutes in which an asked customer answers; no answer is a no; left out: 240"),
  costCap: z
    .union([z.null(), z.literal(""), decimal("The cost cap")])
    .optional()
    .describe("The most that a machine may cost until its window ends, in the customer's currency; null: no cap"),
  from: timeOrNow.describe("From when on it is valid; left out: now. Also in the past"),
});

const preview = z
  .union([z.boolean(), z.stringbool()])
  .default(false)
  .describe("true: say what it would do, and store nothing");

const terms = addSubscriptionInput.omit({
  ...{ plan: true, mode: true, meter: true, period: true, anchorDay: true, from: true },
});

/**
 * New terms of a limit from a time on; what is left out stays as it is. Cloud and billing factor hold for all of its
 * time, and change as long as it has billed nothing.
 */
export const changeLimitInput = z.object({
  ...terms.partial().shape,
  from: timeOrNow.describe("From when on; left out: now. Also in the past"),
  preview,
});

/** When a limit ends. */
export const endLimitInput = z.object({
  at: z
    .union([z.null(), timeOrNow])
    .describe("When; left out: now; null: a planned end is taken back. Also in the past"),
  preview,
});

/** The time that such an input names; now where it names none. */
export const timeNamed = (ctx: { now: Date }, at: Date | undefined): Date => at ?? ctx.now;

/** A version of its plan for a subscription, at once or at another time; `renewal`: when its charges renew. */
export const moveInput = z.object({
  customerId: z.string().min(1).max(100),
  subscriptionId: z.string().min(1).max(100),
  versionId: z.string("Choose a version.").min(1, "Choose a version.").max(100),
  at: z.union([z.literal("renewal"), z.literal("now"), instantInput]),
});

/** A discount on a subscription. */
export const discountInput = z.object({
  customerId: z.string().min(1).max(100),
  subscriptionId: z.string("Choose a subscription.").min(1, "Choose a subscription.").max(100),
  name: z.string().trim().min(1, "Give a name, as the statement shows it.").max(80, "At most 80 characters."),
  kind: z.enum(discountKinds, { error: `It must be one of ${discountKinds.join(", ")}.` }),
  value: z.string().trim().max(40),
  from: timeOrNow,
  until: timeOrNow,
  reason: reasonInput,
});

/** When a discount ends; left out: now. */
export const endDiscountInput = z.object({
  customerId: z.string().min(1).max(100),
  id: z.string().min(1).max(100),
  at: timeOrNow,
});

/** The state of the adjustments that are listed. */
export const adjustmentState = z
  .enum(adjustmentStates, { error: `It must be one of ${adjustmentStates.join(", ")}.` })
  .optional();
/** A page of adjustments. */
export const adjustmentQuery = z.object({
  customerId: z.string().min(1).max(100).optional(),
  state: adjustmentState,
  ...pageInput(),
});

/** A decision about a proposed adjustment. */
export const adjustmentInput = z.object({
  customerId: z.string().min(1).max(100),
  id: z.string().min(1).max(100),
  reason: reasonInput,
});

/** A quantity as usage records have it; a number where nothing of it is lost. */
const askedQuantity = z
  .union([z.string(), z.number().transform((value) => String(value))], "The quantity is missing: a decimal like 12.5.")
  .transform((text, issues) => {
    const read = readQuantity(text.trim());
    if ("quantity" in read) return read.quantity;
    issues.addIssue({ code: "custom", message: read.fault });
    return z.NEVER;
  });

/** The longest time for which use is reserved, in seconds: a day. */
const longestReservation = 86_400;

/** Further use of a meter that a program asks about before it happens. */
export const allowanceInput = z.object({
  meter: z
    .string("Name a meter by its slug.")
    .min(1, "Name a meter by its slug.")
    .max(200, "Name a meter by its slug."),
  quantity: askedQuantity.describe("In the meter's unit, a decimal; as a string where it has more than 15 digits"),
  cloud: z
    .string()
    .min(1, "Name a host cloud by its slug.")
    .max(100, "Name a host cloud by its slug.")
    .optional()
    .describe("A host cloud's slug, or on-premises; may be left out where a machine is named"),
  machine: z
    .string()
    .min(1, "Name the machine by its management id.")
    .max(100, "Name the machine by its management id.")
    .optional()
    .describe("The machine whose use it is: its license is checked too"),
  reserve: wholeNumber({ min: 1, max: longestReservation }, "Seconds from 1 to 86,400 (a day).")
    .optional()
    .describe("Seconds for which the quantity is held where it is allowed; left out: nothing is reserved"),
});

/** A reservation that is ended. */
export const reservationInput = z.object({
  customerId: z.string().min(1).max(100),
  id: z.string().min(1).max(100),
});
