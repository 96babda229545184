import { and, asc, count, eq, getTableColumns, gt, isNull, lt, sql } from "drizzle-orm";
import { deletePiece } from "@/db/delete-piece";
import { usageReservations } from "@/db/schema";
import { announceChange } from "../audit/record-audit";
import type { Context } from "../context";
import { DomainError, notFound } from "../errors";
import { newId } from "../ids";
import { type Page, pageOf, type Sort } from "../pagination";
import { cloudKey } from "./cloud-key";
import type { CloudId } from "./engine/types";
import { type ReservationOutcome, type ReservationState, reservationState } from "./states";

export type UsageReservation = typeof usageReservations.$inferSelect;

/** Reservations that a customer holds at a time: each check adds up those of its meter. */
const mostHeld = 10_000;

/** Of two programs that reserve of one meter at once, the second sees what the first has reserved. */
export async function lockReservations(
  ctx: Context,
  { customerId, meter }: { customerId: string; meter: string },
): Promise<void> {
  const name = `reservations of ${customerId} ${meter}`;
  await ctx.tx.execute(sql`select pg_advisory_xact_lock(hashtextextended(${name}::text, 0))`);
}

/**
 * Holds further use of a meter until it is committed, released or expires. Under the lock of `lockReservations`.
 * @throws conflict where the customer holds too many
 */
export async function reserveUse(
  ctx: Context,
  wanted: {
    customerId: string;
    meter: string;
    cloudId: CloudId;
    machineId: string | null;
    quantity: string;
    expiresAt: Date;
  },
): Promise<UsageReservation> {
  const [held] = await ctx.tx.select({ n: count() }).from(usageReservations).where(heldOf(ctx, wanted.customerId));
  if ((held?.n ?? 0) >= mostHeld)
    throw new DomainError(
      "conflict",
      `This customer holds ${mostHeld} reservations, and no more are made. Commit or release those whose work is done, or reserve for a shorter time.`,
    );
  const [made] = await ctx.tx
    .insert(usageReservations)
    .values({
      ...wanted,
      cloudId: cloudKey(wanted.cloudId),
      id: newId("usageReservation", ctx.now),
      reservedBy: ctx.actor.label,
      reservedAt: ctx.now,
    })
    .returning();
  return made as UsageReservation;
}

/**
 * Ends a reservation: its quantity is free again. `committed`: its use was sent, and counts by itself. Ending it the
 * same way again changes nothing.
 * @throws not_found; conflict where it was ended the other way, or is to be committed and has expired
 */
export async function endReservation(
  ctx: Context,
  { customerId, id, outcome }: { customerId: string; id: string; outcome: ReservationOutcome },
): Promise<UsageReservation> {
  const [known] = await ctx.tx.select().from(usageReservations).where(named(customerId, id)).for("update");
  if (!known) throw notFound("reservation", id);
  const state = reservationState(known, ctx.now);
  if (state === outcome || (state === "expired" && outcome === "released")) return known;
  if (state !== "held") throw alreadyEnded(state, known);
  const [ended] = await ctx.tx
    .update(usageReservations)
    .set({ outcome, endedBy: ctx.actor.label, endedAt: ctx.now })
    .where(named(customerId, id))
    .returning();
  await announceChange(ctx, "billing", customerId);
  return ended as UsageReservation;
}

function alreadyEnded(state: ReservationState, { expiresAt }: UsageReservation): DomainError {
  return new DomainError(
    "conflict",
    state === "expired"
      ? `The reservation expired at ${expiresAt.toISOString()}: its quantity was free again. Use that was sent counts all the same; reserve for longer next time.`
      : `The reservation was ${state} before. Nothing is changed.`,
    { state },
  );
}

/** One reservation; without a customer whoever's it is, as far as the transaction's role sees it. @throws not_found */
export async function reservationById(ctx: Context, id: string): Promise<UsageReservation> {
  const [row] = await ctx.tx.select().from(usageReservations).where(eq(usageReservations.id, id));
  if (!row) throw notFound("reservation", id);
  return row;
}

const oldest: Sort = { name: "oldest", keys: [{ by: usageReservations.id, as: "text" }], descending: false };

/**
 * A page of the reservations that are held now, oldest first: one customer's, or as many as the transaction's role
 * sees. @throws invalid_input for a cursor that no page gave
 */
export function heldReservations(
  ctx: Context,
  query: { customerId?: string | undefined; cursor?: string | null | undefined; limit: number },
): Promise<Page<UsageReservation>> {
  return pageOf({
    cursor: query.cursor,
    limit: query.limit,
    sort: oldest,
    read: ({ after, order, limit, place }) =>
      ctx.tx
        .select({ ...getTableColumns(usageReservations), place })
        .from(usageReservations)
        .where(and(heldOf(ctx, query.customerId), after))
        .orderBy(order)
        .limit(limit),
  });
}

/** Deletes reservations that expired before a time, oldest first. @returns how many */
export function pruneReservations({ tx }: Context, { before, limit }: { before: Date; limit: number }) {
  const where = lt(usageReservations.expiresAt, before);
  return deletePiece(tx, usageReservations, { where, orderBy: asc(usageReservations.expiresAt), limit });
}

const named = (customerId: string, id: string) =>
  and(eq(usageReservations.customerId, customerId), eq(usageReservations.id, id));

const heldOf = ({ now }: Context, customerId: string | undefined) =>
  and(
    customerId === undefined ? undefined : eq(usageReservations.customerId, customerId),
    isNull(usageReservations.outcome),
    gt(usageReservations.expiresAt, now),
  );
