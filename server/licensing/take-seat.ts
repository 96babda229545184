import { and, asc, eq, isNull, lte, type SQL, sql } from "drizzle-orm";
import { cloudAccounts, seats } from "@/db/schema";
import type { Context } from "../context";
import { reservationMs, type Seat, seatFor } from "./rules";

type SeatOf = { customerId: string; cloudAccountId: string; licenseId: string };

/**
 * The seat this license gets: its own, else the lowest that is free or whose reservation has lapsed. The cloud
 * account's row is locked until the transaction ends, so that of two hundred that come at once each sees what the one
 * before it took: seats cannot be oversold.
 * @returns null when none is left.
 */
export async function findSeat(ctx: Context, input: SeatOf): Promise<Seat | null> {
  const { customerId, cloudAccountId, licenseId } = input;
  await ctx.tx
    .select({ id: cloudAccounts.id })
    .from(cloudAccounts)
    .where(and(eq(cloudAccounts.customerId, customerId), eq(cloudAccounts.id, cloudAccountId)))
    .for("update");
  // One look-up for each way to get a seat: an account may have thousands of them.
  const lowest = async (condition: SQL | undefined): Promise<Seat[]> =>
    ctx.tx
      .select({ id: seats.id, seatNo: seats.seatNo, licenseId: seats.licenseId, reservedUntil: seats.reservedUntil })
      .from(seats)
      .where(and(eq(seats.customerId, customerId), eq(seats.cloudAccountId, cloudAccountId), condition))
      .orderBy(asc(seats.seatNo))
      .limit(1);
  const found = [
    ...(await lowest(eq(seats.licenseId, licenseId))),
    ...(await lowest(isNull(seats.licenseId))),
    ...(await lowest(lte(seats.reservedUntil, ctx.now))),
  ];
  return seatFor(found, licenseId, ctx.now);
}

/** Reserves the seat that `findSeat` found for 30 min, or takes it; one that is taken stays taken. */
export async function holdSeat(ctx: Context, input: SeatOf & { seat: Seat }, how: "reserve" | "take"): Promise<void> {
  const { seat, licenseId } = input;
  const taken = seat.licenseId === licenseId && seat.reservedUntil === null;
  await ctx.tx
    .update(seats)
    .set({
      licenseId,
      reservedUntil: how === "take" || taken ? null : new Date(ctx.now.getTime() + reservationMs),
      changedAt: ctx.now,
    })
    .where(and(eq(seats.customerId, input.customerId), eq(seats.id, seat.id)));
}

/** Frees a license's seat. */
export async function freeSeat(ctx: Context, input: { customerId: string; licenseId: string }): Promise<void> {
  await ctx.tx
    .update(seats)
    .set({ licenseId: null, reservedUntil: null, changedAt: ctx.now })
    .where(and(eq(seats.customerId, input.customerId), eq(seats.licenseId, input.licenseId)));
}

/** How many seats an account has, and how many of them are taken or reserved. */
export async function seatCounts(
  ctx: Context,
  input: { customerId: string; cloudAccountId: string },
): Promise<{ seats: number; taken: number; reserved: number }> {
  const [row] = await ctx.tx
    .select({
      seats: sql<number>`count(*)::int`,
      taken: sql<number>`count(*) filter (where ${seats.licenseId} is not null and ${seats.reservedUntil} is null)::int`,
      reserved: sql<number>`count(*) filter (where ${seats.licenseId} is not null and ${seats.reservedUntil} > ${ctx.now.toISOString()}::timestamptz)::int`,
    })
    .from(seats)
    .where(and(eq(seats.customerId, input.customerId), eq(seats.cloudAccountId, input.cloudAccountId)));
  return row ?? { seats: 0, taken: 0, reserved: 0 };
}
