import { sql } from "drizzle-orm";
import { unassignedUsage } from "@/db/schema";
import { inProvider, type Request } from "../../context";
import { DomainError } from "../../errors";
import type { UsageInput } from "../input";
import type { UsageAnswer } from "../record/outcome";
import { recordUsage } from "../record/record-usage";
import type { SourceKind } from "../states";
import { waitingIds } from "./unassigned-usage";

/**
 * Assigns records that waited without a customer. Identity and source kind stay theirs; those that the customer has
 * already are duplicates. They are recorded first and then taken from the list, so that a repetition is harmless.
 * @returns what became of them; rejected ones stay in the list
 */
export async function assignUsage(
  request: Request,
  { ids, customerId }: { ids: string[]; customerId: string },
): Promise<Omit<UsageAnswer, "outcomes" | "setAside">> {
  const rows = await inProvider(request, ({ tx }) =>
    tx
      .select()
      .from(unassignedUsage)
      .where(sql`${unassignedUsage.id} in (select unnest(${sql.param(ids)}::text[]))`),
  );
  const total: Omit<UsageAnswer, "outcomes" | "setAside"> = {
    accepted: 0,
    duplicates: 0,
    conflicts: 0,
    rejected: 0,
    fates: {},
    faults: [],
  };
  for (const sourceKind of new Set(rows.map((row) => row.sourceKind))) {
    const own = rows.filter((row) => row.sourceKind === sourceKind);
    const records = own.map(({ body }) => restored(body));
    const { outcomes, ...answer } = await recordUsage(request, { sourceKind, customerId, records });
    const settled = own.filter((_, n) => outcomes[n]?.kind !== "rejected").map(({ id }) => id);
    await inProvider(request, ({ tx }) =>
      tx.delete(unassignedUsage).where(sql`${unassignedUsage.id} in (select unnest(${sql.param(settled)}::text[]))`),
    );
    for (const key of ["accepted", "duplicates", "conflicts", "rejected"] as const) total[key] += answer[key];
    for (const [fate, n] of Object.entries(answer.fates)) total.fates[fate] = (total.fates[fate] ?? 0) + n;
    total.faults.push(...answer.faults);
  }
  return total;
}

type Waiting = { sourceKind: SourceKind; source: string; named: string | null; sentBy: string | null };

/**
 * Assigns all that waits of one sender under one name to a customer, a thousand at a time.
 * @throws not_found where nothing waits
 */
export async function assignWaiting(
  request: Request,
  { customerId, ...waiting }: Waiting & { customerId: string },
): Promise<{ accepted: number; rejected: number }> {
  const total = { accepted: 0, rejected: 0 };
  let after = "";
  for (;;) {
    const ids = await inProvider(request, (ctx) => waitingIds(ctx, { ...waiting, after }));
    if (ids.length === 0 && after === "")
      throw new DomainError("not_found", "None of this waits any more: it may have been assigned already.");
    if (ids.length === 0) return total;
    const { accepted, rejected } = await assignUsage(request, { ids, customerId });
    total.accepted += accepted;
    total.rejected += rejected;
    after = ids.at(-1) ?? "";
  }
}

/** A record as it was stored; its customer is decided now. */
function restored({ sentBy: _, ...body }: Record<string, unknown>): UsageInput {
  const stored = body as Omit<UsageInput, "at" | "start"> & { at: string; start: string | null };
  return {
    ...stored,
    at: new Date(stored.at),
    start: stored.start === null ? null : new Date(stored.start),
    customer: null,
  };
}
