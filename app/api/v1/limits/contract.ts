import { z } from "zod";
import { addSubscriptionInput, changeLimitInput, endLimitInput } from "@/server/billing/input";
import { followingActs } from "@/server/billing/states";
import type { OwnFailingStanding } from "@/server/reads/failing-standings";
import type { StandingRow } from "@/server/reads/standings";
import { namesOneUse, notOneUse, otherUseShape } from "@/server/usage/corrections/input";
import { fates } from "@/server/usage/states";
import { operation } from "../operation";
import { after, decimal, limit, listAnswer, minorUnits, named, onePage, pageAnswer, time, timeText } from "../parts";

const { period, mode, overflowPolicy } = addSubscriptionInput.shape;

const subscriptionLimit = named(
  "Limit",
  z.object({
    id: z.string(),
    subscriptionId: z.string(),
    plan: z.string().describe("The plan's slug"),
    service: z.string(),
    meter: z.string(),
    unit: z.string(),
    limit: decimal.nullable().describe("null: none is known, and nothing is billed"),
    mode: mode.unwrap().describe("What the subscription bills: use above its limits, or margins over reference shares"),
    period,
    anchorDay: z
      .int()
      .describe("The day on which months begin, in a shorter month the last day, or weeks, from 1 (Monday) to 7"),
    cloud: z.string().nullable().describe("The slug of the one cloud whose use it counts; null: all clouds"),
    billingFactor: decimal.describe("Billing units for each unit of the meter"),
    covers: z
      .array(z.object({ name: z.string(), quantity: decimal }))
      .describe("Included on top of the limit in windows that begin now, in the meter's unit; they add up"),
    referenceShares: z
      .array(z.object({ cloud: z.string(), share: decimal }))
      .describe("What a cloud is expected to use: a positive margin over it names the cloud of a billing event"),
    thresholdPercent: decimal,
    overRate: decimal.describe("Per billing unit, in the customer's currency"),
    underCredit: decimal.describe("Of offset billing: per billing unit below the reference shares"),
    billingStep: decimal.describe("In billing units"),
    overflowPolicy,
    overflowMachinesMax: z.int(),
    answerMinutes: z.int().describe("In which an asked customer answers"),
    costCapMinor: minorUnits
      .nullable()
      .describe("The most that a machine may cost until its window ends; null: no cap"),
    validFrom: time,
    validTo: time.nullable(),
  }),
);
const windowOffset = z.object({
  clouds: z.array(z.object({ cloudId: z.string(), use: decimal, referenceShare: decimal, margin: decimal })),
  unpriced: z
    .array(z.string())
    .describe("Clouds that were used and have no reference share: nothing is billed for them"),
  net: decimal.describe("The sum of the margins, in billing units"),
  rate: decimal,
  price: decimal.describe("Exact, in the customer's currency; below 0: a credit"),
});
const standing = named(
  "Standing",
  z.object({
    limitId: z.string(),
    meter: z.string(),
    unit: z.string(),
    cloud: z.string().nullable().describe("The slug of the one cloud whose use counts; null: all clouds"),
    windowStart: time,
    windowEnd: time,
    judgedAt: time.nullable().describe("null: not judged yet"),
    figures: z.record(z.string(), z.string().nullable()).nullable().describe("use, covered, overflow, excess …, exact"),
    failingSince: time.nullable().describe("null: it is judged; else its figures are older, and it is tried again"),
    offset: windowOffset
      .nullable()
      .describe("Of offset billing: the window's margins so far, posted when it closes; null of limit billing"),
    over: z.boolean().nullable(),
    soFarMinor: minorUnits.describe("What the window has cost so far"),
  }),
);

const failing = z.object({
  standingId: z.string(),
  limitId: z.string(),
  meter: z.string(),
  windowStart: time,
  windowEnd: time,
  since: time,
});

const failingWindows = z.array(failing).describe("Windows, also past ones, that cannot be judged at the moment");

/** Where a customer stands on a limit, as programs see it. */
export function shownStanding(row: StandingRow): z.infer<typeof standing> {
  const { figures } = row.standing;
  return {
    limitId: row.parameterId,
    meter: row.meter,
    unit: row.unit,
    cloud: row.scopeCloud?.slug ?? null,
    windowStart: row.windowStart.toISOString(),
    windowEnd: row.windowEnd.toISOString(),
    judgedAt: timeText(row.standing.judgedAt),
    figures: figures && {
      use: figures.use,
      covered: figures.covered,
      overflow: figures.overflow,
      excess: figures.excess,
    },
    failingSince: timeText(row.standing.failingSince),
    offset: figures?.offset ?? null,
    over: row.standing.over,
    soFarMinor: row.soFarMinor.toString(),
  };
}

/** A standing that cannot be judged, as programs see it. */
export const shownFailing = (row: OwnFailingStanding): z.infer<typeof failing> => ({
  standingId: row.id,
  limitId: row.parameterId,
  meter: row.meter,
  windowStart: row.windowStart.toISOString(),
  windowEnd: row.windowEnd.toISOString(),
  since: row.since.toISOString(),
});

export const listLimits = operation({
  method: "get",
  path: "/customers/{id}/limits",
  tag: "Limits",
  summary: "A customer's subscriptions with their limits, oldest first",
  action: "billing.read",
  like: ["subscriptions.ofCustomer"],
  query: z.strictObject({ after, limit }),
  answer: named("Limits", pageAnswer("limits", subscriptionLimit)),
  says: onePage,
});
export const getLimit = operation({
  method: "get",
  path: "/customers/{id}/limits/{limit}",
  tag: "Limits",
  summary: "One limit",
  action: "billing.read",
  like: ["subscriptions.ofCustomer"],
  answer: subscriptionLimit,
  says: "The limit.",
});
export const addLimit = operation({
  method: "post",
  path: "/customers/{id}/limits",
  tag: "Limits",
  summary: "Subscribe a customer to a plan with a limit on one meter",
  action: "subscriptions.change",
  like: ["subscriptions.add"],
  body: named(
    "NewLimit",
    addSubscriptionInput.extend({ plan: z.string().min(1).max(100).describe("A plan's slug") }).strict(),
  ),
  answer: subscriptionLimit,
  says: "The limit.",
  made: true,
});
export const previewedWindow = z.object({
  limitId: z.string(),
  meter: z.string(),
  windowStart: time,
  windowEnd: time,
  before: z.object({ use: decimal, excess: decimal }).nullable().describe("null: never judged"),
  after: z.object({ use: decimal, limit: decimal.nullable(), excess: decimal }),
  chargeMinor: minorUnits
    .nullable()
    .describe(
      "What would be charged at once, of offset billing below 0 where it is a credit; what a limit charged stays charged",
    ),
  takenBackMinor: minorUnits.nullable().describe("Below 0: what would be proposed to be taken back, by a correction"),
  raises: z.boolean().describe("Whether a billing event would be raised"),
});
const limitAnswer = named(
  "LimitChanged",
  z.object({
    stored: z.boolean(),
    limit: subscriptionLimit,
    windows: z.array(previewedWindow).nullable().describe("Of a preview: the windows judged anew, newest first"),
    left: z.int().describe("Windows that the preview did not judge"),
  }),
);

export const changeLimit = operation({
  method: "patch",
  path: "/customers/{id}/limits/{limit}",
  tag: "Limits",
  summary: "Change a limit from a time on, or see what that would do",
  action: "subscriptions.change",
  like: ["subscriptions.change"],
  body: named("LimitChange", changeLimitInput.strict()),
  answer: limitAnswer,
  says: "The limit, and of a preview the windows judged anew.",
});
export const endLimit = operation({
  method: "post",
  path: "/customers/{id}/limits/{limit}/end",
  tag: "Limits",
  summary: "End a limit at a time, or see what that would do",
  action: "subscriptions.change",
  like: ["subscriptions.end"],
  body: named("LimitEnd", endLimitInput.strict()),
  answer: limitAnswer,
  says: "The limit, and of a preview the windows judged anew.",
});
export const listStandings = operation({
  method: "get",
  path: "/customers/{id}/standings",
  tag: "Limits",
  summary: "Where a customer's use stands on each limit that is valid now",
  action: "billing.read",
  like: ["billing.standings", "billing.failing", "operations.failingStandings"],
  answer: named("Standings", listAnswer("standings", standing).extend({ failing: failingWindows })),
  says: "All of them.",
});
export const getStanding = operation({
  method: "get",
  path: "/customers/{id}/standings/{limit}",
  tag: "Limits",
  summary: "Where a customer's use stands on one limit that is valid now",
  action: "billing.read",
  like: ["billing.standings", "billing.failing", "operations.failingStandings"],
  answer: named("LimitStanding", standing.extend({ failing: failingWindows })),
  says: "The standing in the window that runs now.",
});

const judgedUse = z.object({
  use: decimal.describe("Of the window so far: a counter's sum, a gauge's maximum, average or last value"),
  useNow: decimal.describe("Of a gauge the use now, of a counter as use"),
  covered: decimal,
  overflow: decimal.describe("What overflow machines carry, or would"),
  excess: decimal.describe("What is above every limit now"),
  aboveLimit: decimal.describe("What the window is billed for, before covers: the most above the limit"),
  limit: decimal.nullable().describe("null: none is known, and nothing is billed"),
  threshold: decimal.nullable(),
  thresholdMet: z.boolean(),
  over: z.boolean(),
  ordinals: z.array(z.int()).describe("The window's billing events: those that there are, and the one to be raised"),
  chargeMinor: minorUnits.nullable().describe("What would be charged at once; of offset billing below 0 a credit"),
  offset: windowOffset.nullable().describe("Of offset billing: the window's margins, posted when it closes"),
  sentence: z.string().nullable().describe("Why nothing is judged or billed"),
});
const usePreview = named(
  "UsePreview",
  z.object({
    uses: z
      .array(z.object({ fate: z.enum(fates), reason: z.string().nullable() }))
      .describe("What would become of each assumed use"),
    standings: z.array(
      z.object({
        limitId: z.string(),
        meter: z.string(),
        unit: z.string(),
        windowStart: time,
        windowEnd: time,
        before: judgedUse,
        after: judgedUse,
        action: z
          .enum(followingActs)
          .describe("threshold: a candidate resource is identified and people are warned; else the policy applies"),
        difference: z.object({ use: decimal, aboveLimit: decimal }).describe("After less before"),
      }),
    ),
    left: z.int().describe("Older windows that were not judged"),
  }),
);

export const previewUse = operation({
  method: "post",
  path: "/customers/{id}/standings/preview",
  tag: "Limits",
  summary: "What standings would say by other use: a list of it, or all of it so many times as much",
  action: "preview.read",
  like: ["subscriptions.previewUse"],
  body: named("OtherUse", z.strictObject(otherUseShape).refine(namesOneUse, notOneUse)),
  answer: usePreview,
  says: "The windows judged as they are and as they would be. Nothing is stored.",
});
