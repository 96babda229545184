import { and, asc, eq, type SQL, sql } from "drizzle-orm";
import { cloudAccounts, customers, plans, seats, services } from "@/db/schema";
import type { Context } from "../context";
import { notFound } from "../errors";
import { countUpTo } from "../pagination";

/** Seats of an account, and how many of them a license holds or reserves. */
const seatsOf = (ctx: Context) =>
  ctx.tx
    .select({
      all: sql<number>`count(*)::int`.as("all_seats"),
      inUse: sql<number>`(count(*) filter (where ${seats.licenseId} is not null
        and (${seats.reservedUntil} is null or ${seats.reservedUntil} > ${ctx.now.toISOString()}::timestamptz)))::int`.as(
        "seats_in_use",
      ),
    })
    .from(seats)
    .where(and(eq(seats.customerId, cloudAccounts.customerId), eq(seats.cloudAccountId, cloudAccounts.id)))
    .as("held");

/** A customer's cloud accounts, one for each service, with their plan and how many seats are in use. */
export const accountsOf = (ctx: Context, customerId: string) => accountsWhere(ctx, customerId);
export type AccountRow = Awaited<ReturnType<typeof accountsOf>>[number];

/** One cloud account of a customer. @throws not_found */
export async function accountRow(ctx: Context, customerId: string, id: string): Promise<AccountRow> {
  const [found] = await accountsWhere(ctx, customerId, eq(cloudAccounts.id, id));
  if (!found) throw notFound("cloud account", id);
  return found;
}

function accountsWhere(ctx: Context, customerId: string, which?: SQL) {
  const held = seatsOf(ctx);
  return ctx.tx
    .select({
      id: cloudAccounts.id,
      customerId: cloudAccounts.customerId,
      customerName: customers.name,
      serviceId: cloudAccounts.serviceId,
      serviceName: services.name,
      planName: plans.name,
      state: cloudAccounts.state,
      openedAt: cloudAccounts.openedAt,
      seats: held.all,
      seatsInUse: held.inUse,
    })
    .from(cloudAccounts)
    .innerJoin(customers, eq(customers.id, cloudAccounts.customerId))
    .innerJoin(services, eq(services.id, cloudAccounts.serviceId))
    .innerJoin(plans, eq(plans.id, cloudAccounts.planId))
    .innerJoinLateral(held, sql`true`)
    .where(and(eq(cloudAccounts.customerId, customerId), which))
    .orderBy(asc(services.name));
}

/** Seats of all accounts together, and how many accounts have none left. */
export type SeatFigures = { accounts: number; seats: number; seatsInUse: number; full: number };

/** Seats are added up over this many accounts. */
const mostAccounts = 1000;

/** Seats over all customers' accounts; null where there are more than 1,000 of these. */
export async function seatFigures(ctx: Context): Promise<SeatFigures | null> {
  const all = ctx.tx.select({ id: cloudAccounts.id }).from(cloudAccounts).orderBy(cloudAccounts.id);
  const accounts = await countUpTo(ctx, mostAccounts, all);
  if (accounts.more) return null;
  const held = seatsOf(ctx);
  const [sums] = await ctx.tx
    .select({
      seats: sql<number>`coalesce(sum(${held.all}), 0)::int`,
      seatsInUse: sql<number>`coalesce(sum(${held.inUse}), 0)::int`,
      full: sql<number>`(count(*) filter (where ${held.all} > 0 and ${held.inUse} >= ${held.all}))::int`,
    })
    .from(cloudAccounts)
    .innerJoinLateral(held, sql`true`);
  return { accounts: accounts.n, ...(sums ?? { seats: 0, seatsInUse: 0, full: 0 }) };
}
