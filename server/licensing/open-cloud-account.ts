import { and, desc, eq, gt, isNull, lte, or, sql } from "drizzle-orm";
import { cloudAccounts, seats, subscriptions } from "@/db/schema";
import { recordAudit } from "../audit/record-audit";
import { listPlans, type Plan, planById } from "../catalogue/queries";
import type { Context } from "../context";
import { DomainError } from "../errors";
import { newId } from "../ids";

export type CloudAccount = typeof cloudAccounts.$inferSelect;

/**
 * Opens the customer's cloud account for a service, once, with as many numbered seats as the plan grants; found again,
 * it follows the subscription's plan. The vendors of the shipped services have no accounts of their own, so there is
 * nothing to open outside.
 * @throws unavailable where the service has no plan.
 */
export async function openCloudAccount(
  ctx: Context,
  input: { customerId: string; serviceId: string },
): Promise<CloudAccount> {
  const mine = and(eq(cloudAccounts.customerId, input.customerId), eq(cloudAccounts.serviceId, input.serviceId));
  const plan = await planFor(ctx, input);
  const made = await ctx.tx
    .insert(cloudAccounts)
    .values({ ...input, id: newId("cloudAccount", ctx.now), planId: plan.id, state: "open", openedAt: ctx.now })
    .onConflictDoNothing()
    .returning();
  const [account] = made.length > 0 ? made : await ctx.tx.select().from(cloudAccounts).where(mine).for("update");
  if (!account) throw new Error("A cloud account vanished while it was opened.");
  if (made.length > 0)
    await recordAudit(ctx, {
      customerId: input.customerId,
      action: "cloud_account.opened",
      subjectKind: "cloud_account",
      subjectId: account.id,
      detail: { service: input.serviceId, plan: plan.name, seats: String(plan.seats) },
      topic: "licenses",
    });
  else if (account.planId !== plan.id) await ctx.tx.update(cloudAccounts).set({ planId: plan.id }).where(mine);
  await ensureSeats(ctx, account, { wanted: plan.seats, newPlan: account.planId !== plan.id });
  return { ...account, planId: plan.id };
}

/** The plan of the running subscription; without one the service's smallest. */
async function planFor(ctx: Context, input: { customerId: string; serviceId: string }): Promise<Plan> {
  const [bought] = await ctx.tx
    .select({ planId: subscriptions.planId })
    .from(subscriptions)
    .where(
      and(
        eq(subscriptions.customerId, input.customerId),
        eq(subscriptions.serviceId, input.serviceId),
        lte(subscriptions.validFrom, ctx.now),
        or(isNull(subscriptions.validTo), gt(subscriptions.validTo, ctx.now)),
      ),
    )
    .orderBy(desc(subscriptions.validFrom))
    .limit(1);
  if (bought) return planById(ctx, bought.planId);
  const [smallest] = await listPlans(ctx, input.serviceId);
  if (!smallest) throw new DomainError("unavailable", "The provider offers no plan for this service yet. Ask them.");
  return smallest;
}

/**
 * Seats are added up to the plan's number; those above it go only while they are free, never from under a machine. The
 * numbers are compared one by one only where the plan is another or grants more: an account may have thousands.
 */
async function ensureSeats(
  ctx: Context,
  account: CloudAccount,
  { wanted, newPlan }: { wanted: number; newPlan: boolean },
): Promise<void> {
  const mine = and(eq(seats.customerId, account.customerId), eq(seats.cloudAccountId, account.id));
  const [highest] = await ctx.tx
    .select({ seatNo: seats.seatNo })
    .from(seats)
    .where(mine)
    .orderBy(desc(seats.seatNo))
    .limit(1);
  const last = highest?.seatNo ?? 0;
  if (newPlan || last < wanted) await addSeats(ctx, account, wanted);
  if (last > wanted)
    await ctx.tx.delete(seats).where(and(mine, gt(seats.seatNo, wanted), sql`${seats.licenseId} is null`));
}

async function addSeats(ctx: Context, account: CloudAccount, wanted: number): Promise<void> {
  const mine = and(eq(seats.customerId, account.customerId), eq(seats.cloudAccountId, account.id));
  const held = await ctx.tx.select({ seatNo: seats.seatNo }).from(seats).where(mine);
  const numbers = new Set(held.map((seat) => seat.seatNo));
  const missing = Array.from({ length: wanted }, (_, n) => n + 1).filter((seatNo) => !numbers.has(seatNo));
  if (missing.length === 0) return;
  await ctx.tx
    .insert(seats)
    .values(
      missing.map((seatNo) => ({
        customerId: account.customerId,
        id: newId("seat", ctx.now),
        cloudAccountId: account.id,
        seatNo,
        changedAt: ctx.now,
      })),
    )
    .onConflictDoNothing();
}
