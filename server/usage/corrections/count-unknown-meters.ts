import { meters } from "@/db/schema";
import { recordAudit } from "../../audit/record-audit";
import { markStandingsDirty } from "../../billing/mark-standings-dirty";
import { type Context, inProvider, type Request } from "../../context";
import { ticksPerTransaction } from "../input";
import { judgeUnknown } from "../record/judge-unknown";
import { touchedBy } from "../record/record-batch";
import { retryDeadlock } from "../record/retry-deadlock";
import { spannedTicks } from "../rules";
import type { StoredRecord } from "../store/stored-records";
import { usageStore } from "../store/usage-store";
import type { KnownKind } from "../store/use-over-time";

/** Customers and meters of one run; those behind them follow in the next. */
const pairsOfRun = 100;
const recordsAtOnce = 1000;

/**
 * Judges records again that came before their meter was added (docs/rules.md 3.15): each gets the fate that it would
 * have if the meter had been there when it came.
 * @returns how many records
 */
export async function countUnknownMeters(request: Request): Promise<{ records: number }> {
  const { known, pairs } = await inProvider(request, async (ctx) => {
    const rows = await ctx.tx.select({ slug: meters.slug, kind: meters.kind }).from(meters);
    return { known: rows, pairs: await usageStore.unknownMeters(ctx, { meters: rows, most: pairsOfRun }) };
  });
  let records = 0;
  for (const { customerId, meter: slug } of pairs) {
    const meter = known.find((one) => one.slug === slug);
    if (!meter) continue;
    for (let judged = 1; judged > 0; records += judged)
      judged = await retryDeadlock(() => inProvider(request, (ctx) => judgePage(ctx, customerId, meter)));
  }
  return { records };
}

/** Those that came first, as many as one transaction records. @returns how many */
async function judgePage(ctx: Context, customerId: string, meter: KnownKind): Promise<number> {
  await usageStore.holdUse(ctx, { customerId });
  const waiting = withinTicks(await usageStore.ofUnknownMeter(ctx, { customerId, meter, most: recordsAtOnce }));
  if (waiting.length === 0) return 0;
  const records = await judgeUnknown(ctx, customerId, waiting);
  await usageStore.decide(ctx, { customerId, was: "unknown_meter", records });
  await markStandingsDirty(ctx, { customerId, touched: touchedBy(records) });
  await recordAudit(ctx, {
    customerId,
    action: "usage.recounted",
    subjectKind: "meter",
    subjectId: meter.slug,
    detail: {
      records: String(records.length),
      counted: String(records.filter(({ ticks }) => ticks !== null).length),
      why: "the meter was added",
    },
    topic: "usage",
  });
  return waiting.length;
}

/** The first records that span no more ticks than one transaction takes, one at least. */
function withinTicks(records: readonly StoredRecord[]): StoredRecord[] {
  let ticks = 0;
  const end = records.findIndex(({ startedAt: start, endedAt: at }, n) => {
    ticks += spannedTicks({ start, at });
    return n > 0 && ticks > ticksPerTransaction;
  });
  return records.slice(0, end < 0 ? records.length : end);
}
