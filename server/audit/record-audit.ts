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
  // By columns: one statement, prepared once, for any number of entries.
  const column = (pick: (entry: (typeof entries)[number]) => string | null) =>
    sql`${sql.param(entries.map(pick))}::text[]`;
  const inserted = ctx.tx.execute(sql`
    insert into ${auditEntries} (id, customer_id, at, action, subject_kind, subject_id, detail, actor_kind, actor_id, actor_label, request_id)
    select * from unnest(${column(({ by }) => newId("audit", by.now))}, ${column((one) => one.customerId)},
      ${column(({ by }) => by.now.toISOString())}::timestamptz[], ${column((one) => one.action)},
      ${column((one) => one.subjectKind)}, ${column((one) => one.subjectId)},
      ${column(({ detail = {} }) => JSON.stringify(detail))}::jsonb[], ${column(({ by }) => by.actor.kind)},
      ${column(({ by }) => by.actor.id)}, ${column(({ by }) => by.actor.label)}, ${column(({ by }) => by.requestId)})`);
  const changes = entries.flatMap(({ topic, customerId, subjectKind, subjectId }) =>
    topic ? [changeOf(topic, customerId, subjectKind === "user" ? subjectId : undefined)] : [],
  );
  await Promise.all([inserted, ...(changes.length > 0 ? [notify(ctx, changes)] : [])]);
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
  await notify(ctx, [changeOf(topic, customerId, userId)]);
}

const changeOf = (topic: Topic, customerId: string | null, userId: string | undefined): string =>
  JSON.stringify({ topic, customerId, userId });

/** The transaction's number is the same for every listener, in whichever process it is. */
async function notify({ tx }: Context, changes: readonly string[]): Promise<void> {
  const different = sql.param([...new Set(changes)]);
  await tx.execute(
    sql`select pg_notify('spillway_changes', pg_current_xact_id()::text || ' ' || change) from unnest(${different}::text[]) as change`,
  );
}
