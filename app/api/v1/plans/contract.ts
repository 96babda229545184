import { z } from "zod";
import { discountInput, endDiscountInput, moveInput } from "@/server/billing/input";
import type { PricedSubscription } from "@/server/billing/priced-subscriptions";
import { draftContent, newPlanInput } from "@/server/catalogue/plan-input";
import type { PricedVersion } from "@/server/catalogue/plan-versions";
import { discountKinds } from "@/server/money/states";
import { plan, priceList } from "../catalogue/contract";
import { operation } from "../operation";
import { decimal, listAnswer, named, time, timeText } from "../parts";

const version = named(
  "PlanVersion",
  z.object({
    number: z.int(),
    publishedAt: time.nullable().describe("null: a draft, which still changes"),
    customerId: z.string().nullable().describe("The one customer that it is for; null: anybody"),
    note: z.string().describe("For staff; empty to a company's key"),
    trialDays: z.int(),
    prices: z.array(priceList),
  }),
);

/** A version as programs see it. */
export const shownVersion = (row: PricedVersion, isProvider: boolean): z.infer<typeof version> => ({
  number: row.number,
  publishedAt: timeText(row.publishedAt),
  customerId: row.customerId,
  note: isProvider ? row.note : "",
  trialDays: row.trialDays,
  prices: row.prices,
});

const discount = z.object({
  id: z.string(),
  name: z.string(),
  kind: z.enum(discountKinds),
  value: decimal.describe("Per cent, or major units a month"),
  validFrom: time,
  validTo: time.nullable(),
});
const subscription = named(
  "Subscription",
  z.object({
    id: z.string(),
    plan: z.string(),
    validFrom: time,
    validTo: time.nullable(),
    currency: z.string(),
    versions: z
      .array(z.object({ number: z.int(), validFrom: time }))
      .describe("Of the plan, oldest first; the first one stands from the begin on"),
    renewsAt: time.describe("When its charges renew next"),
    discounts: z.array(discount),
  }),
);

/** A subscription with what it is charged by, as programs see it. */
export const shownSubscription = (row: PricedSubscription): z.infer<typeof subscription> => ({
  id: row.id,
  plan: row.planSlug,
  validFrom: row.validFrom.toISOString(),
  validTo: timeText(row.validTo),
  currency: row.currency,
  versions: row.versions.map((one) => ({ number: one.version.number, validFrom: one.validFrom.toISOString() })),
  renewsAt: row.renewsAt.toISOString(),
  discounts: row.discounts.map(({ id, name, kind, value, validFrom, validTo }) => ({
    ...{ id, name, kind, value },
    ...{ validFrom: validFrom.toISOString(), validTo: timeText(validTo) },
  })),
});

const selling = { tag: "Catalogue", action: "billing.change" } as const;

export const addPlan = operation({
  ...selling,
  method: "post",
  path: "/plans",
  summary: "Add a plan, with an empty draft of its first version",
  like: ["plans.add"],
  body: named("NewPlan", newPlanInput.strict()),
  answer: plan,
  says: "The plan.",
  made: true,
});
export const listPlanVersions = operation({
  method: "get",
  path: "/plans/{slug}/versions",
  tag: "Catalogue",
  summary: "Versions of a plan, newest first; to a company's key the published ones that it may have",
  action: "catalogue.read",
  like: ["plans.one"],
  answer: named("PlanVersions", listAnswer("versions", version)),
  says: "All of them.",
});
export const getPlanVersion = operation({
  method: "get",
  path: "/plans/{slug}/versions/{number}",
  tag: "Catalogue",
  summary: "One version of a plan",
  action: "catalogue.read",
  like: ["plans.one"],
  answer: version,
  says: "The version.",
});
export const draftPlanVersion = operation({
  ...selling,
  method: "post",
  path: "/plans/{slug}/versions",
  summary: "Draft the next version of a plan",
  like: ["plans.draft"],
  body: named(
    "NewPlanVersion",
    z.strictObject({
      copy: z.int().min(1).optional().describe("The number of a version whose charges it begins with"),
      customerId: z.string().min(1).max(100).optional().describe("The one customer that it is for"),
    }),
  ),
  answer: version,
  says: "The draft.",
  made: true,
});
export const savePlanVersion = operation({
  ...selling,
  method: "put",
  path: "/plans/{slug}/versions/{number}",
  summary: "Write what a draft charges",
  like: ["plans.save"],
  body: named("PlanVersionContent", z.strictObject(draftContent)),
  answer: version,
  says: "The draft.",
});
export const dropPlanVersion = operation({
  ...selling,
  method: "delete",
  path: "/plans/{slug}/versions/{number}",
  summary: "Drop a draft",
  like: ["plans.drop"],
  answer: null,
  says: "It is gone.",
});
export const publishPlanVersion = operation({
  ...selling,
  method: "post",
  path: "/plans/{slug}/versions/{number}/publish",
  summary: "Publish a draft: it never changes from then on, and who subscribes gets it",
  like: ["plans.publish"],
  answer: version,
  says: "The version.",
});

const charging = { tag: "Limits", action: "subscriptions.change" } as const;

export const listPricedSubscriptions = operation({
  method: "get",
  path: "/customers/{id}/subscriptions",
  tag: "Limits",
  summary: "By which versions of their plans a customer's subscriptions are charged, and their discounts",
  action: "billing.read",
  like: ["subscriptions.priced"],
  answer: named("Subscriptions", listAnswer("subscriptions", subscription)),
  says: "All of them.",
});
export const getPricedSubscription = operation({
  method: "get",
  path: "/customers/{id}/subscriptions/{subscription}",
  tag: "Limits",
  summary: "One subscription with what it is charged by",
  action: "billing.read",
  like: ["subscriptions.priced"],
  answer: subscription,
  says: "The subscription.",
});
export const moveToVersion = operation({
  ...charging,
  method: "put",
  path: "/customers/{id}/subscriptions/{subscription}/version",
  summary: "Move a subscription to another version of its plan",
  like: ["subscriptions.move"],
  body: named(
    "VersionMove",
    z.strictObject({
      version: z.int().min(1).describe("Its number"),
      at: moveInput.shape.at.describe("`now`, `renewal`: when its charges renew, or a time"),
    }),
  ),
  answer: subscription,
  says: "The subscription.",
});
export const addSubscriptionDiscount = operation({
  ...charging,
  method: "post",
  path: "/customers/{id}/subscriptions/{subscription}/discounts",
  summary: "Take something off a subscription's recurring charges",
  like: ["subscriptions.addDiscount"],
  body: named("NewDiscount", discountInput.omit({ customerId: true, subscriptionId: true }).strict()),
  answer: subscription,
  says: "The subscription.",
  made: true,
});
export const endSubscriptionDiscount = operation({
  ...charging,
  method: "post",
  path: "/customers/{id}/subscriptions/{subscription}/discounts/{discount}/end",
  summary: "End a discount",
  like: ["subscriptions.endDiscount"],
  body: named("DiscountEnd", endDiscountInput.pick({ at: true }).strict()),
  answer: subscription,
  says: "The subscription.",
});
