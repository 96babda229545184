import { recordAudit } from "../../audit/record-audit";
import { markStandingsDirty, type TouchedUse } from "../../billing/mark-standings-dirty";
import { type Context, inProvider, type Request } from "../../context";
import { calendarWindow } from "../../periods";
import type { RebuiltTime } from "../store/changed-use";
import { usageStore } from "../store/usage-store";
import { knownOfRecords } from "./known-of-records";

/** What a rebuild compared, and how many rows differed; null where there is no usage. */
export type Rebuilt = { from: Date; to: Date; changed: number } | null;

/**
 * Makes ticks and rollups anew from the records, a month in each transaction, and writes what differs: nothing, unless
 * the tables were changed past the product. Standings of ticks that differed are judged again. Senders wait while their
 * month is compared.
 */
export async function rebuildUsage(request: Request): Promise<Rebuilt> {
  const { extent, known } = await inProvider(request, async (ctx) => ({
    extent: await usageStore.extent(ctx),
    known: await knownOfRecords(ctx),
  }));
  if (extent === null) return null;
  let changed = 0;
  let end = extent.from;
  while (end <= extent.to) {
    const { start: from, end: to } = calendarWindow("month", end, "UTC");
    changed += await inProvider(request, (ctx) => rebuildMonth(ctx, { from, to, ...known }));
    end = to;
  }
  changed += await inProvider(request, (ctx) => usageStore.rebuildSpans(ctx));
  await inProvider(request, (ctx) =>
    recordAudit(ctx, {
      customerId: null,
      action: "usage.rebuilt",
      subjectKind: "usage",
      subjectId: "all",
      detail: { changed: String(changed) },
      topic: "usage",
    }),
  );
  return { ...extent, changed };
}

async function rebuildMonth(ctx: Context, month: RebuiltTime): Promise<number> {
  const { changed, touched } = await usageStore.rebuild(ctx, month);
  const customers = new Map<string, TouchedUse[]>();
  for (const { customerId, ...use } of touched) customers.set(customerId, [...(customers.get(customerId) ?? []), use]);
  for (const [customerId, uses] of customers) await markStandingsDirty(ctx, { customerId, touched: uses });
  return changed;
}
