import { eq } from "drizzle-orm";
import { customers } from "@/db/schema";
import { recordAudit } from "../audit/record-audit";
import type { Context } from "../context";
import { DomainError } from "../errors";
import { tried } from "../tried";
import { lockCustomer } from "./add-customer";
import { type ZonePeriod, zonePeriods } from "./billing-zone";
import { customerById } from "./queries";
import { type CustomerChange, customerChanges } from "./states";

/** Gives a customer another name. Statement lines that are written do not change. The same name changes nothing. */
export async function renameCustomer(ctx: Context, input: { customerId: string; name: string }): Promise<void> {
  const { customerId, name } = input;
  await lockCustomer(ctx, customerId);
  const before = await customerById(ctx, customerId);
  if (before.name === name) return;
  await ctx.tx.update(customers).set({ name }).where(eq(customers.id, customerId));
  await recordAudit(ctx, {
    customerId,
    action: "customer.renamed",
    subjectKind: "customer",
    subjectId: customerId,
    detail: { before: before.name, name },
    topic: "customers",
  });
}

/** Records may be minutes ahead of their time. No window that begins after this holds any use yet. */
const zoneHoldsAfterMs = 15 * 60_000;
const zoneChangesMost = 20;

/**
 * Gives a customer another billing time zone. The periods that run end as they began, and the next ones end in the new
 * zone (docs/rules.md 4.16); what is stored does not change. The same zone changes nothing.
 * @throws DomainError conflict after 20 changes
 */
async function changeTimeZone(ctx: Context, input: { customerId: string; timeZone: string }): Promise<void> {
  const { customerId, timeZone } = input;
  await lockCustomer(ctx, customerId);
  const before = await customerById(ctx, customerId);
  if (before.timeZone === timeZone) return;
  if (before.earlierZones.length >= zoneChangesMost)
    throw new DomainError(
      "conflict",
      `The time zone of ${before.name} has changed ${zoneChangesMost} times, which is as often as it can.`,
    );
  const until = new Date(ctx.now.getTime() + zoneHoldsAfterMs).toISOString();
  const earlierZones = [...before.earlierZones, { timeZone: before.timeZone, until }];
  await ctx.tx.update(customers).set({ timeZone, earlierZones }).where(eq(customers.id, customerId));
  await recordAudit(ctx, {
    customerId,
    action: "customer.time_zone_changed",
    subjectKind: "customer",
    subjectId: customerId,
    detail: { before: before.timeZone, timeZone },
    topic: "customers",
  });
}

/**
 * The same, or with `preview` what it would do and nothing else.
 * @returns the periods that run and those that follow, as they are then
 */
export async function changeOrTryTimeZone(
  ctx: Context,
  { preview, ...input }: { customerId: string; timeZone: string; preview: boolean },
): Promise<{ stored: boolean; periods: ZonePeriod[] }> {
  const change = async (inner: Context) => {
    await changeTimeZone(inner, input);
    const { timeZone, earlierZones: earlier } = await customerById(inner, input.customerId);
    return zonePeriods({ timeZone, earlier }, inner.now);
  };
  return { stored: !preview, periods: await (preview ? tried(ctx, change) : change(ctx)) };
}

/**
 * Suspends a customer, resumes it, or closes it for good (docs/rules.md 1.2). Done already, nothing changes.
 * @throws DomainError conflict from a state that does not lead there.
 */
export async function changeCustomerState(
  ctx: Context,
  input: { customerId: string; change: CustomerChange; reason: string },
): Promise<void> {
  const { customerId, reason } = input;
  const { from, to, audited } = customerChanges[input.change];
  await lockCustomer(ctx, customerId);
  const { name, state } = await customerById(ctx, customerId);
  if (state === to) return;
  if (!from.some((one) => one === state))
    throw new DomainError("conflict", `${name} is ${state}, so this cannot be done.`, { state });
  const closedAt = to === "closed" ? ctx.now : null;
  await ctx.tx.update(customers).set({ state: to, closedAt }).where(eq(customers.id, customerId));
  await recordAudit(ctx, {
    customerId,
    action: audited,
    subjectKind: "customer",
    subjectId: customerId,
    detail: { before: state, reason },
    topic: "customers",
  });
}
