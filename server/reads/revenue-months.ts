import { and, eq, gte, lt, sql } from "drizzle-orm";
import { type Database, database } from "@/db";
import { charges, statementFees, statementLines, subscriptionParameters, subscriptions } from "@/db/schema";
import type { Context } from "../context";
import { firstIdAt } from "../ids";
import { settlingMs } from "../money/journal";

/** What was earned in a month, in UTC, with a service in a cloud: use, or fees. Minor units of `currency`. */
export type Revenue = {
  /** `2026-11` */
  month: string;
  kind: "use" | "fee";
  serviceId: string;
  /** null: a fee, on-premises, or use of several clouds. */
  cloudId: string | null;
  currency: string;
  minor: bigint;
};

type Piece = { month: string; start: Date; end: Date };
const dayMs = 86_400_000;

/** Sums of pieces of time whose journal is whole: they never change, so a process reads each of them once. */
const known = new WeakMap<Database, Map<string, Omit<Revenue, "month">[]>>();

/**
 * What was earned in each of the last months, the running one with them, by service and cloud. It is dated as the
 * journal dates it (docs/rules.md 7.9): use when it was charged, fees when their statement was issued.
 * @param months how many
 */
export async function revenueByMonth(ctx: Context, months: number): Promise<Revenue[]> {
  const current = database();
  const whole = known.get(current) ?? new Map<string, Omit<Revenue, "month">[]>();
  known.set(current, whole);
  const found = new Map<string, Revenue>();
  for (const { month, start, end } of piecesOf(ctx.now, months)) {
    const name = `${start.toISOString()} ${end.toISOString()}`;
    const sums = whole.get(name) ?? (await sumsBetween(ctx, start, end));
    if (end.getTime() + settlingMs <= ctx.now.getTime()) whole.set(name, sums);
    for (const one of sums) {
      const key = [month, one.kind, one.serviceId, one.cloudId, one.currency].join(" ");
      found.set(key, { ...one, month, minor: one.minor + (found.get(key)?.minor ?? 0n) });
    }
  }
  return [...found.values()];
}

/** Months that have ended in one piece each, and the days of the running one. */
function piecesOf(now: Date, months: number): Piece[] {
  const monthAt = (back: number) => new Date(Date.UTC(now.getUTCFullYear(), now.getUTCMonth() - back, 1));
  const name = (start: Date) => start.toISOString().slice(0, 7);
  const ended = Array.from({ length: months - 1 }, (_, n) => {
    const start = monthAt(months - 1 - n);
    return { month: name(start), start, end: monthAt(months - 2 - n) };
  });
  const running = monthAt(0);
  const days = Math.floor((now.getTime() - running.getTime()) / dayMs) + 1;
  return [
    ...ended,
    ...Array.from({ length: days }, (_, n) => ({
      month: name(running),
      start: new Date(running.getTime() + n * dayMs),
      end: new Date(running.getTime() + (n + 1) * dayMs),
    })),
  ];
}

async function sumsBetween({ tx }: Context, start: Date, end: Date): Promise<Omit<Revenue, "month">[]> {
  const used = await tx
    .select({
      serviceId: subscriptions.serviceId,
      cloudId: statementLines.cloudId,
      currency: charges.currency,
      minor: sql<string>`sum(${charges.amountMinor})::text`,
    })
    .from(charges)
    .innerJoin(
      statementLines,
      and(eq(statementLines.customerId, charges.customerId), eq(statementLines.id, charges.lineId)),
    )
    .innerJoin(
      subscriptionParameters,
      and(
        eq(subscriptionParameters.customerId, charges.customerId),
        eq(subscriptionParameters.id, charges.parameterId),
      ),
    )
    .innerJoin(
      subscriptions,
      and(
        eq(subscriptions.customerId, subscriptionParameters.customerId),
        eq(subscriptions.id, subscriptionParameters.subscriptionId),
      ),
    )
    .where(and(eq(charges.state, "posted"), gte(charges.createdAt, start), lt(charges.createdAt, end)))
    .groupBy(subscriptions.serviceId, statementLines.cloudId, charges.currency);
  const paid = await tx
    .select({
      serviceId: subscriptions.serviceId,
      currency: statementFees.currency,
      minor: sql<string>`sum(${statementFees.amountMinor})::text`,
    })
    .from(statementFees)
    .innerJoin(
      subscriptions,
      and(eq(subscriptions.customerId, statementFees.customerId), eq(subscriptions.id, statementFees.subscriptionId)),
    )
    // Ids rise with the time at which fees are posted: their index leads to them.
    .where(
      and(
        gte(statementFees.id, firstIdAt("statementFee", start)),
        lt(statementFees.id, firstIdAt("statementFee", end)),
      ),
    )
    .groupBy(subscriptions.serviceId, statementFees.currency);
  return [
    ...used.map((one) => ({ ...one, kind: "use" as const, minor: BigInt(one.minor) })),
    ...paid.map((one) => ({ ...one, kind: "fee" as const, cloudId: null, minor: BigInt(one.minor) })),
  ];
}
