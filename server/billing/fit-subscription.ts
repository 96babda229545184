import { type plans, services } from "@/db/schema";
import type { Context } from "../context";
import { DomainError } from "../errors";
import { type BillingPeriod, lastAnchor } from "../periods";
import { overlaps } from "./engine/stack";
import { limitsOfMeter, scopeOf } from "./parameters";
import type { BillingMode } from "./states";

type Wanted = {
  meter: string;
  period: BillingPeriod;
  anchorDay?: number | undefined;
  scopeCloudId?: string | null;
  covers?: readonly unknown[] | undefined;
  referenceShares?: Record<string, string>;
};
type Plan = { plans: typeof plans.$inferSelect; services: typeof services.$inferSelect };

/**
 * Refuses limits that do not fit the plan, the customer or the limits that the customer has.
 * @throws invalid_input for a meter of another service, or an anchor of a period that has none; conflict for a
 * limit that counts the same use in other windows
 */
export async function refuseUnfit(
  ctx: Context,
  { plans: plan, services: service }: Plan,
  input: { customerId: string; validFrom: Date; mode?: BillingMode | undefined; parameters: readonly Wanted[] },
): Promise<void> {
  const all = await ctx.tx.select({ name: services.name, meters: services.meters }).from(services);
  for (const wanted of input.parameters) {
    const { meter, period, anchorDay = 1 } = wanted;
    if (anchorDay > lastAnchor[period])
      throw new DomainError(
        "invalid_input",
        period === "week"
          ? "Weeks begin on a day from 1 (Monday) to 7 (Sunday)."
          : "Only months and weeks have an anchor day: shorter periods begin at midnight or with their minutes. Leave it at 1.",
      );
    // A meter that no service has is counted by clouds or programs, and fits any plan.
    const other = all.find((one) => one.meters.includes(meter));
    if (other && !service.meters.includes(meter))
      throw new DomainError(
        "invalid_input",
        `${meter} is a meter of ${other.name}, and the plan ${plan.name} is one of ${service.name}. Choose a plan of ${other.name}, or another meter.`,
      );
    const mode = input.mode ?? "limit";
    if (mode === "offset") refuseUnpriced({ referenceShares: {}, ...wanted });
    for (const { limit, mode: known } of await limitsOfMeter(ctx, { customerId: input.customerId, meter })) {
      if (limit.validTo && limit.validTo <= input.validFrom) continue;
      if (disagree(limit, wanted)) throw otherPeriod(meter);
      const isShared = overlaps(scopeOf(limit), scopeOf(wanted));
      if (isShared && (known === "offset" || mode === "offset")) throw billedOtherwise(meter);
    }
    if (input.parameters.some((one) => one.meter === meter && disagree(one, wanted))) throw otherPeriod(meter);
  }
}

/**
 * Refuses terms that offset billing can make nothing of.
 * @throws invalid_input without a reference share, and with covers, which limit billing takes off
 */
export function refuseUnpriced({ covers, referenceShares }: Pick<Wanted, "covers" | "referenceShares">): void {
  if (referenceShares !== undefined && Object.keys(referenceShares).length === 0)
    throw new DomainError(
      "invalid_input",
      "Offset billing compares each cloud's use with its reference share: name at least one cloud's.",
    );
  if (covers && covers.length > 0)
    throw new DomainError(
      "invalid_input",
      "Covers are included on top of a limit that is billed. Offset billing has none: raise the reference shares.",
    );
}

/** One use is billed in one way: by what lies above a limit, or by one offset (docs/rules.md 4.9). */
export const billedOtherwise = (meter: string) =>
  new DomainError(
    "conflict",
    `This customer has a limit of ${meter} at that time that counts the same use, and one of both would use offset billing. One use is billed in one way: end the other limit first, or choose another cloud.`,
  );

/** Whether two limits of a meter count the same use in different windows. */
function disagree(one: Omit<Wanted, "meter">, other: Omit<Wanted, "meter">): boolean {
  const sameWindows = one.period === other.period && (one.anchorDay ?? 1) === (other.anchorDay ?? 1);
  return !sameWindows && overlaps(scopeOf(one), scopeOf(other));
}

/** Limits of one meter are used up one after the other, window by window (docs/rules.md 4.10). */
export const otherPeriod = (meter: string) =>
  new DomainError(
    "conflict",
    `This customer has a limit of ${meter} with another period at that time, or the same from another anchor day. Limits that count the same use share their period and anchor: choose those, or end the other limit first.`,
  );
