import { sql } from "drizzle-orm";
import { auditEntries } from "@/db/schema";
import type { Context } from "../context";
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

/**
 * Writes what was done, in the transaction of the action, and announces the change to live pages (NOTIFY, sent at
 * commit). `action` is `<noun>.<past participle>`, e.g. `license.granted`. `detail` holds no secrets and no figures a
 * cloud must not learn.
 */
export async function recordAudit(
  ctx: Context,
  entry: {
    customerId: string | null;
    action: string;
    subjectKind: string;
    subjectId: string;
    detail?: Record<string, string>;
    topic?: Topic;
  },
): Promise<void> {
  await ctx.tx.insert(auditEntries).values({
    id: newId("audit", ctx.now),
    customerId: entry.customerId,
    at: ctx.now,
    actorKind: ctx.actor.kind,
    actorId: ctx.actor.id,
    actorLabel: ctx.actor.label,
    action: entry.action,
    subjectKind: entry.subjectKind,
    subjectId: entry.subjectId,
    detail: entry.detail ?? {},
    requestId: ctx.requestId,
  });
  const userId = entry.subjectKind === "user" ? entry.subjectId : undefined;
  if (entry.topic) await announceChange(ctx, entry.topic, entry.customerId, userId);
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
