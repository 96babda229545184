import {
  type Allowance,
  type AllowanceCode,
  type AskedUse,
  allowance,
  allowanceSentence,
  type LimitUsed,
} from "../billing/allowance";
import { cloudOf } from "../billing/cloud-key";
import { type LimitNow, type MeterNow, meterLimitsNow } from "../billing/meter-limits-now";
import { lockReservations, reserveUse, type UsageReservation } from "../billing/usage-reservations";
import { customerIs } from "../configuration/states";
import type { Context } from "../context";
import { DomainError, notFound } from "../errors";
import { billingWindow } from "../periods";
import { judgeableWindow } from "../usage/questions/judge-window";
import { customerFacts } from "../usage/record/customer-facts";
import { placeOf } from "../usage/record/place-record";

/** Further use that a program asks about, before it happens. */
export type AllowanceQuestion = {
  customerId: string;
  meter: string;
  quantity: string;
  /** A host cloud's slug or id, or on-premises; left out: the machine's. */
  cloud?: string | undefined;
  /** The machine whose use it is, by management id, serial or instance id. */
  machine?: string | undefined;
  /** The verdict on that machine's license; null where no machine is named. */
  license?: { valid: boolean; sentence: string } | null;
  /** How long the quantity is held; left out: nothing is reserved. */
  reserveSeconds?: number | undefined;
};

export type AllowanceAnswer = Omit<Allowance, "code"> & {
  code: AllowanceCode;
  sentence: string;
  unit: string;
  /** A host cloud's id, or `on-premises`. */
  cloudId: string;
  /** Each limit that it is held against, in the order in which they are used up. */
  limits: (LimitUsed & { windowEnd: Date })[];
  reservation: UsageReservation | null;
};

/**
 * Whether further use may happen now, from committed state, and why; where it may, its quantity is reserved on demand
 * (docs/rules.md 4.14). Two that reserve at once follow each other: together they never get more than is left.
 * @throws not_found for a meter, machine or cloud that is not known; conflict for too many reservations
 */
export async function checkAllowance(ctx: Context, question: AllowanceQuestion): Promise<AllowanceAnswer> {
  const { customerId, meter, quantity, reserveSeconds } = question;
  const { cloudId: cloudKey, machineId } = await placeAsked(ctx, question);
  if (reserveSeconds !== undefined) await lockReservations(ctx, question);
  const state = await meterLimitsNow(ctx, question);
  const limits: AllowanceAnswer["limits"] = [];
  for (const limit of state.limits) limits.push(await limitUsed(ctx, question, state, limit));
  const asked = { quantity, cloudId: cloudOf(cloudKey) };
  const verdict = verdictOf(question, state, asked, limits);
  const reservation =
    verdict.allowed && reserveSeconds !== undefined
      ? await reserveUse(ctx, {
          ...{ ...asked, customerId, meter, machineId },
          expiresAt: new Date(ctx.now.getTime() + reserveSeconds * 1000),
        })
      : null;
  return { ...verdict, unit: state.unit, cloudId: cloudKey, limits, reservation };
}

function verdictOf(
  { license = null }: AllowanceQuestion,
  { customerState, held, name, unit }: MeterNow,
  asked: AskedUse,
  limits: readonly LimitUsed[],
): Omit<Allowance, "code"> & { code: AllowanceCode; sentence: string } {
  const found = allowance(asked, limits, held);
  if (!customerIs("served", customerState))
    return { ...found, allowed: false, code: "CUSTOMER_NOT_ACTIVE", sentence: `The company is ${customerState}.` };
  if (license && !license.valid)
    return { ...found, allowed: false, code: "MACHINE_NOT_LICENSED", sentence: license.sentence };
  return { ...found, sentence: allowanceSentence(found, { meter: name, unit, limits }) };
}

/** Where the use would be counted, by the same rule as a record of it. */
async function placeAsked(ctx: Context, { customerId, meter, quantity, cloud, machine }: AllowanceQuestion) {
  if (cloud === undefined && machine === undefined)
    throw new DomainError(
      "invalid_input",
      "cloud: Name the machine or the host cloud: a record that names neither is not counted.",
      { field: "cloud" },
    );
  const record = {
    ...{ id: "", source: "", meter, quantity, subject: machine ?? null, cloud: cloud ?? null },
    ...{ at: ctx.now, start: null, customer: null },
  };
  const place = placeOf(record, "program", await customerFacts(ctx, customerId, [record]));
  if ("detail" in place) throw new DomainError("invalid_input", place.detail);
  if (machine !== undefined && !place.machine) throw notFound("machine", machine);
  return { cloudId: place.cloudId, machineId: place.machine?.id ?? null };
}

/** What a limit covers now: as last judged, or by the engine where use has come since. */
async function limitUsed(
  ctx: Context,
  { customerId, meter }: AllowanceQuestion,
  { zone }: MeterNow,
  { scopeCloudId, ...limit }: LimitNow,
): Promise<AllowanceAnswer["limits"][number]> {
  const window = billingWindow(limit.period, ctx.now, zone, limit.anchorDay);
  const about = { customerId, meter, parameterId: limit.id, windowStart: window.start, windowEnd: window.end };
  const covered =
    limit.covered ?? (await judgeableWindow(ctx, { ...about, readings: null }))?.standing.shown.covered ?? null;
  return {
    ...{ id: limit.id, allows: limit.allows, policy: limit.policy, covered, windowEnd: window.end },
    scope: scopeCloudId ? { cloudId: scopeCloudId } : "aggregate",
  };
}
