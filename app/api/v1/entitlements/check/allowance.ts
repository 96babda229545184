import { z } from "zod";
import { allowanceCodes } from "@/server/billing/allowance";
import { allowanceInput } from "@/server/billing/input";
import { overflowPolicies } from "@/server/billing/states";
import type { AllowanceAnswer } from "@/server/workflow/check-allowance";
import type { Slugs } from "../../names";
import { operation } from "../../operation";
import { customerName, decimal, named, time } from "../../parts";
import { reservation, shownReservation } from "../../usage-reservations/contract";
import { checkAnswer } from "./contract";

const allowanceAnswer = named(
  "Allowance",
  z.object({
    allowed: z.boolean(),
    code: z.enum(allowanceCodes).describe("The verdict: the first that holds. Codes never change their meaning."),
    sentence: z.string(),
    meter: z.string(),
    unit: z.string(),
    cloud: z.string().describe("Where the use would count: a host cloud's slug, or on-premises"),
    remaining: decimal.nullable().describe("What still fits within the limits there; null: nothing limits it"),
    above: decimal.describe("What of the asked quantity lies above them"),
    reserved: decimal.describe("What is reserved of them, without this reservation"),
    limits: z
      .array(
        z.object({
          limitId: z.string(),
          limit: decimal.nullable().describe("null: not known"),
          covered: decimal.nullable().describe("What of it is used up; null: it cannot be worked out at the moment"),
          scope: z.string().nullable().describe("The host cloud whose use it limits; null: all of them"),
          overflowPolicy: z.enum(overflowPolicies),
          windowEnd: time,
        }),
      )
      .describe("The meter's limits that are valid now, in the order in which they are used up"),
    license: checkAnswer.pick({ valid: true, code: true, sentence: true }).nullable().describe("Of the named machine"),
    reservation: reservation.nullable().describe("What is held for you; null: nothing was to be, or it is not allowed"),
  }),
);

/** A verdict on further use, as programs see it. */
export const shownAllowance = (
  { cloudId, limits, reservation: made, ...verdict }: AllowanceAnswer,
  asked: { meter: string; license: z.infer<typeof allowanceAnswer>["license"]; now: Date },
  slugs: Slugs,
): z.infer<typeof allowanceAnswer> => ({
  allowed: verdict.allowed,
  code: verdict.code,
  sentence: verdict.sentence,
  meter: asked.meter,
  unit: verdict.unit,
  cloud: slugs.cloud(cloudId) ?? cloudId,
  remaining: verdict.remaining,
  above: verdict.above,
  reserved: verdict.reserved,
  limits: limits.map(({ id, allows, covered, scope, policy, windowEnd }) => ({
    limitId: id,
    limit: allows,
    covered,
    scope: scope === "aggregate" ? null : slugs.cloud(scope.cloudId),
    overflowPolicy: policy,
    windowEnd: windowEnd.toISOString(),
  })),
  license: asked.license,
  reservation: made && shownReservation(made, asked.now, slugs),
});

export const checkUse = operation({
  method: "post",
  path: "/entitlements/check",
  tag: "Limits",
  summary: "May this much more be used now? Reserve it on demand",
  action: "usage.write",
  like: [],
  body: named("AllowanceQuestion", z.strictObject({ customer: customerName, ...allowanceInput.shape })),
  answer: allowanceAnswer,
  says: "The verdict, also where it is no. A reservation is held until it is committed, released or expires.",
});
