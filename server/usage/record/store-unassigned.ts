import { unassignedUsage } from "@/db/schema";
import type { Context } from "../../context";
import { newId } from "../../ids";
import type { UsageInput } from "../input";
import type { SourceKind } from "../states";
import { contentHash } from "./record-identity";

/**
 * Stores records whose customer is not known yet, for the provider alone, until staff assign them.
 * @returns the indices (in `records`) that were new; the others had been sent before
 */
export async function storeUnassigned(
  ctx: Context,
  { sourceKind, records }: { sourceKind: SourceKind; records: UsageInput[] },
): Promise<Set<number>> {
  if (records.length === 0) return new Set();
  const rows = records.map((record, index) => ({
    index,
    id: newId("unassignedUsage", ctx.now),
    source: record.source,
    eventId: waitingId(record),
    sourceKind,
    reason: record.customer === null ? "It names no customer." : `There is no customer ${record.customer}.`,
    body: {
      ...record,
      at: record.at.toISOString(),
      start: record.start?.toISOString() ?? null,
      sentBy: ctx.actor.label,
    },
    receivedAt: ctx.now,
  }));
  // Sorted by identity, so that two batches cannot wait for each other.
  rows.sort((a, b) => compare(a.source, b.source) || compare(a.eventId, b.eventId));
  const written = await ctx.tx
    .insert(unassignedUsage)
    .values(rows.map(({ index, ...row }) => row))
    .onConflictDoNothing()
    .returning({ id: unassignedUsage.id });
  const ids = new Set(written.map(({ id }) => id));
  return new Set(rows.filter(({ id }) => ids.has(id)).map(({ index }) => index));
}

/**
 * What distinguishes records while they wait. The identity begins with the customer, who is not known yet, so the name
 * given for the customer is part of it; so is the content, because the assignment decides which of two records under
 * one identity is in conflict.
 */
const waitingId = (record: UsageInput): string =>
  [record.customer ?? "", record.id, contentHash(record)].map(encodeURIComponent).join(" ");

const compare = (a: string, b: string) => (a < b ? -1 : a > b ? 1 : 0);
