import { asc, sql } from "drizzle-orm";
import { answerCounts } from "@/db/schema";
import { type Context, inProvider, jobRequest } from "../context";
import { log } from "../log";

const held = globalThis as typeof globalThis & { spillwayAnswers?: Map<number, number> };
const storeEveryMs = 5_000;

/** Counts answers of this process by their status, until they are stored. */
export function countAnswer(status: number, answers = 1): void {
  held.spillwayAnswers ??= new Map<number, number>();
  held.spillwayAnswers.set(status, (held.spillwayAnswers.get(status) ?? 0) + answers);
}

/**
 * Adds what this process has counted to the installation's counts: Prometheus reaches any of the web processes, and is
 * given the sum of all. Counts that cannot be stored now are stored later. Never throws.
 */
export async function storeAnswers(): Promise<void> {
  // In the order of the key, as every process takes the rows.
  const counted = [...(held.spillwayAnswers ?? [])].sort(([a], [b]) => a - b);
  if (counted.length === 0) return;
  held.spillwayAnswers?.clear();
  try {
    await inProvider(jobRequest("metrics"), ({ tx }) =>
      tx
        .insert(answerCounts)
        .values(counted.map(([status, answers]) => ({ status, answers })))
        .onConflictDoUpdate({
          target: answerCounts.status,
          set: { answers: sql`${answerCounts.answers} + excluded.answers` },
        }),
    );
  } catch (err) {
    for (const [status, answers] of counted) countAnswer(status, answers);
    log.warn({ err }, "counts of answers could not be stored, and are tried again");
  }
}

/** Stores this process's counts every 5 s from now on. */
export function keepStoringAnswers(): void {
  setInterval(storeAnswers, storeEveryMs).unref();
}

/** Answers of all web processes by status, as far as they are stored. */
export const answersByStatus = (ctx: Context) => ctx.tx.select().from(answerCounts).orderBy(asc(answerCounts.status));
