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
 * Gives records that waited without a customer to one. They keep their identity and their source kind; those that the
 * customer has already are duplicates. Recorded first, then taken from the list: cut off in between, doing it again is
 * right.
 * @returns what became of them; rejected ones stay in the list
 */
export async function assignUsage(
  request: Request,
  { ids, customerId }: { ids: string[]; customerId: string },
): Promise<Omit<UsageAnswer, "outcomes">> {
  const rows = await inProvider(request, ({ tx }) =>
    tx
      .select()
      .from(unassignedUsage)
      .where(sql`${unassignedUsage.id} = any(${sql.param(ids)})`),
  );
  const total: Omit<UsageAnswer, "outcomes"> = {
    accepted: 0,
    duplicates: 0,
    conflicts: 0,
    rejected: 0,
    fates: {},
    faults: [],
  };
  for (const sourceKind of new Set(rows.map((row) => row.sourceKind))) {
    const own = rows.filter((row) => row.sourceKind === sourceKind);
    const records = own.map(({ body }) => revived(body));
    const { outcomes, ...answer } = await recordUsage(request, { sourceKind, customerId, records });
    const settled = own.filter((_, n) => outcomes[n]?.kind !== "rejected").map(({ id }) => id);
    await inProvider(request, ({ tx }) =>
      tx.delete(unassignedUsage).where(sql`${unassignedUsage.id} = any(${sql.param(settled)})`),
    );
    for (const key of ["accepted", "duplicates", "conflicts", "rejected"] as const) total[key] += answer[key];
    for (const [fate, n] of Object.entries(answer.fates)) total.fates[fate] = (total.fates[fate] ?? 0) + n;
    total.faults.push(...answer.faults);
  }
  return total;
}

type Waiting = { sourceKind: SourceKind; source: string; named: string | null; sentBy: string | null };

/**
 * Gives all that waits of one sender under one name to a customer, a thousand at a time. @throws not_found where
 * nothing waits
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
      throw new DomainError("not_found", "None of this waits any more: somebody may have assigned it already.");
    if (ids.length === 0) return total;
    const { accepted, rejected } = await assignUsage(request, { ids, customerId });
    total.accepted += accepted;
    total.rejected += rejected;
    after = ids.at(-1) ?? "";
  }
}

/** A record as it was kept; its customer is decided now. */
function revived({ sentBy: _, ...body }: Record<string, unknown>): UsageInput {
  const kept = body as Omit<UsageInput, "at" | "start"> & { at: string; start: string | null };
  return { ...kept, at: new Date(kept.at), start: kept.start === null ? null : new Date(kept.start), customer: null };
}
