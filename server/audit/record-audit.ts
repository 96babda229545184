import { sql } from "drizzle-orm";
import { auditEntries } from "@/db/schema";
import { type Context, type Request, requestIn } from "../context";
import { newId } from "../ids";

/** Topics of live pages. A change is announced on commit; a page that follows the topic reads again. */
export type Topic =
  | "machines"
  | "links"
  | "licenses"
  | "usage"
  | "billing"
  | "overflows"
  | "customers"
  | "notices"
  | "identity"
  | "clouds"
  | "provider";

type Entry = {
  customerId: string | null;
  action: string;
  subjectKind: string;
  subjectId: string;
  detail?: Record<string, string>;
  topic?: Topic;
};

/**
 * Writes what was done, in the transaction of the action, and announces the change to live pages (NOTIFY, sent at
 * commit). `action` is `<noun>.<past participle>`, e.g. `license.granted`. `detail` holds no secrets and no figures a
 * cloud must not learn.
 */
export async function recordAudit(ctx: Context, entry: Entry): Promise<void> {
  await recordAudits(ctx, [{ ...entry, by: requestIn(ctx) }]);
}

/** The same of several requests that one transaction does together. */
export async function recordAudits(ctx: Context, entries: readonly (Entry & { by: Request })[]): Promise<void> {
  if (entries.length === 0) return;
  const inserted = ctx.tx.insert(auditEntries).values(
    entries.map(({ by, customerId, action, subjectKind, subjectId, detail = {} }) => ({
      id: newId("audit", by.now),
      ...{ customerId, at: by.now, action, subjectKind, subjectId, detail },
      ...{ actorKind: by.actor.kind, actorId: by.actor.id, actorLabel: by.actor.label, requestId: by.requestId },
    })),
  );
  const announced = new Map<string, Promise<void>>();
  for (const { topic, customerId, subjectKind, subjectId } of entries) {
    const userId = subjectKind === "user" ? subjectId : undefined;
    const change = JSON.stringify([topic, customerId, userId]);
    if (topic && !announced.has(change)) announced.set(change, announceChange(ctx, topic, customerId, userId));
  }
  await Promise.all([inserted, ...announced.values()]);
}

/**
 * Notifies live pages, at commit, that something under this topic changed for this customer; with `userId` also those
 * of a person whose session or rights may have changed.
 */
export async function announceChange(
  ctx: Context,
  topic: Topic,
  customerId: string | null,
  userId?: string,
): Promise<void> {
  await ctx.tx.execute(sql`select pg_notify('spillway_changes', ${JSON.stringify({ topic, customerId, userId })})`);
}
