import { max, sql } from "drizzle-orm";
import { billingEvents } from "@/db/schema";
import { recordAudit } from "../audit/record-audit";
import type { Context } from "../context";
import { newId } from "../ids";
import { cloudKey } from "./cloud-key";
import type { EventToRaise } from "./engine/events";
import type { Parameter } from "./parameters";

const firstNumber = 2001;

/** The number after the last event's. Held until the end of the transaction, so that one that fails uses no number. */
async function nextNumber(ctx: Context): Promise<number> {
  await ctx.tx.execute(sql`select pg_advisory_xact_lock(7411015)`);
  const [last] = await ctx.tx.select({ number: max(billingEvents.number) }).from(billingEvents);
  return (last?.number ?? firstNumber - 1) + 1;
}

/**
 * Raises a billing event, exactly once for each crossing: unique by parameter, window and ordinal in the database
 * (docs/rules.md 4.3).
 * @returns its id, or null when the same crossing had been raised already.
 */
export async function raiseBillingEvent(
  ctx: Context,
  parameter: Parameter,
  input: { standingId: string; window: { start: Date; end: Date }; event: EventToRaise },
): Promise<string | null> {
  const { event, window } = input;
  const id = newId("billingEvent", ctx.now);
  const number = await nextNumber(ctx);
  const [row] = await ctx.tx
    .insert(billingEvents)
    .values({
      customerId: parameter.customerId,
      id,
      number,
      subscriptionId: parameter.subscriptionId,
      parameterId: parameter.id,
      standingId: input.standingId,
      meter: parameter.engine.meter,
      windowStart: window.start,
      windowEnd: window.end,
      ordinal: event.ordinal,
      cloudId: cloudKey(event.attribution.cloudId),
      firstMachineId: event.attribution.machineId,
      limit: event.limit,
      aggregate: event.aggregate,
      excess: event.excess,
      rate: event.rate,
      amountMinor: event.amount.minor,
      currency: event.amount.currency,
      useByCloud: Object.fromEntries(event.useByCloud.map(({ cloudId, use }) => [cloudKey(cloudId), use])),
      breakdown: {
        ...event.attribution,
        crossedAt: event.crossedAt.toISOString(),
        stillOver: event.stillOver,
        amountSentence: event.amountSentence,
      },
      raisedAt: ctx.now,
    })
    .onConflictDoNothing()
    .returning({ id: billingEvents.id });
  if (!row) return null;
  await recordAudit(ctx, {
    customerId: parameter.customerId,
    action: "billing_event.raised",
    subjectKind: "billing_event",
    subjectId: id,
    detail: {
      meter: parameter.engine.meter,
      ordinal: String(event.ordinal),
      cloud: cloudKey(event.attribution.cloudId),
      firstMachine: event.attribution.machineId ?? "",
    },
    topic: "billing",
  });
  return id;
}
