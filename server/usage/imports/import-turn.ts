import { and, eq, ne, sql } from "drizzle-orm";
import { usageImports } from "@/db/schema";
import { clockNow } from "../../clock";
import { type Context, inProvider, jobRequest } from "../../context";
import { DomainError } from "../../errors";
import { newId } from "../../ids";

/** A claim that is not renewed lapses: another import waits no longer than this for one whose process ended. */
const claimMs = 30_000;
const renewMs = 10_000;

type Of = { customerId: string; cloudId: string; importId: string };
/** An import that this process alone makes. */
export type Turn = { customerId: string; importId: string; claim: string };

/** Another import of the customer and cloud is under way. */
export class ImportBusy extends DomainError {
  constructor() {
    super(
      "conflict",
      "Another import or restatement of this customer and cloud is under way. They follow each other: begin again when it is done.",
    );
  }
}

/**
 * Has the imports of one customer and cloud follow each other: what one noted of its uses is what the next one is
 * compared with. The caller's transaction holds the customer's imports of the cloud until it ends. Imports that were
 * under way and whose claim has lapsed are written down as failed; they record nothing more.
 * @throws ImportBusy
 */
export async function takeTurn({ tx }: Context, { customerId, cloudId, importId }: Of): Promise<void> {
  const [lock] = await tx.execute<{ held: boolean }>(
    sql`select pg_try_advisory_xact_lock(hashtextextended(${`imports of ${customerId} ${cloudId}`}::text, 0)) as held`,
  );
  if (!lock?.held) throw new ImportBusy();
  const others = and(
    eq(usageImports.customerId, customerId),
    eq(usageImports.cloudId, cloudId),
    eq(usageImports.state, "running"),
    ne(usageImports.id, importId),
  );
  const lapsed = sql`coalesce(${usageImports.claimedUntil} <= ${clockNow().toISOString()}::timestamptz, true)`;
  await tx.update(usageImports).set({ state: "failed", claim: null }).where(and(others, lapsed));
  const [alive] = await tx.select({ id: usageImports.id }).from(usageImports).where(others).limit(1);
  if (alive) throw new ImportBusy();
}

/** A claim on an import, as its row has it. */
export const newClaim = (): { claim: string; claimedUntil: Date } => {
  const now = clockNow();
  return { claim: newId("request", now), claimedUntil: new Date(now.getTime() + claimMs) };
};

/** Renews the claim; until the transaction ends nobody else takes its turn. @throws DomainError where it was taken */
export async function holdTurn({ tx }: Context, { customerId, importId, claim }: Turn): Promise<void> {
  const held = await tx
    .update(usageImports)
    .set({ claimedUntil: new Date(clockNow().getTime() + claimMs) })
    .where(and(eq(usageImports.customerId, customerId), eq(usageImports.id, importId), eq(usageImports.claim, claim)))
    .returning({ one: sql`1` });
  if (held.length === 0)
    throw new DomainError("conflict", "The import had stood still, and another one began. Run it again.");
}

/** Renews the claim while `work` runs. What is lost shows with the next rows. */
export async function inTurn<T>(turn: Turn, work: () => Promise<T>): Promise<T> {
  const renewal = setInterval(() => {
    inProvider(jobRequest("worker"), (ctx) => holdTurn(ctx, turn)).catch(() => undefined);
  }, renewMs);
  try {
    return await work();
  } finally {
    clearInterval(renewal);
  }
}
