import { and, asc, eq } from "drizzle-orm";
import { billingEvents, licenses, meters, overflows } from "@/db/schema";
import { serviceConfigurationOf } from "../configuration/queries";
import type { Context } from "../context";
import type { OverflowGrant } from "../licensing/grant-license";
import { type License, licenseOf } from "../licensing/queries";
import { Exact } from "../quantity";
import { serviceKind } from "../services/shipped-services";
import type { Link } from "../setup/queries";

/**
 * The settings an overflow machine begins with: the first machine's over the service's defaults, so that it runs the
 * same workload; settings about the first machine's own contents stay with it.
 * @returns null for an ordinary link
 */
export async function overflowSettingsOf(
  ctx: Context,
  link: Link | null,
  service: { slug: string; defaults: Record<string, string> },
): Promise<Record<string, string> | null> {
  const overflow = await overflowOf(ctx, link);
  if (!overflow) return null;
  const first = overflow.firstMachineId ? await serviceConfigurationOf(ctx, overflow.firstMachineId) : null;
  const { ownSettings } = serviceKind(service.slug);
  const passed = Object.entries(first?.settings ?? {}).filter(([name]) => !ownSettings.includes(name));
  return { ...service.defaults, ...Object.fromEntries(passed) };
}

/**
 * What an overflow license grants (docs/rules.md 5.4): derived from the first machine's license, for what is placed
 * there in whole units. It holds neither limit nor excess.
 * @returns null for an ordinary link; `refused`, a sentence, where there is nothing to derive it from
 */
export async function overflowGrantOf(
  ctx: Context,
  link: Link | null,
): Promise<OverflowGrant | { refused: string } | null> {
  const overflow = await overflowOf(ctx, link);
  if (!overflow || !link) return null;
  const first = await firstLicense(ctx, link, overflow.firstMachineId);
  if (!first) return { refused: "The customer has no active license to derive this machine's license from." };
  const [event] = await ctx.tx
    .select({ meter: billingEvents.meter, unit: meters.unit })
    .from(billingEvents)
    .innerJoin(meters, eq(meters.slug, billingEvents.meter))
    .where(and(eq(billingEvents.customerId, link.customerId), eq(billingEvents.id, overflow.billingEventId)));
  const quantity = overflow.placed ?? overflow.capacity;
  if (!event || quantity === null) return { refused: "What this machine is to carry has not been decided yet." };
  const whole = new Exact(quantity).ceil().toFixed(0);
  return {
    derivedFrom: first.id,
    billingEventId: overflow.billingEventId,
    entitlements: [{ meter: event.meter, quantity: whole, unit: event.unit }],
  };
}

async function overflowOf(ctx: Context, link: Link | null) {
  if (link?.kind !== "overflow" || !link.overflowId) return null;
  const [row] = await ctx.tx
    .select()
    .from(overflows)
    .where(and(eq(overflows.customerId, link.customerId), eq(overflows.id, link.overflowId)));
  return row ?? null;
}

/** The first machine's license; where the event names no machine, the customer's oldest of that service. */
async function firstLicense(ctx: Context, link: Link, firstMachineId: string | null): Promise<License | null> {
  const own = firstMachineId ? await licenseOf(ctx, link.customerId, firstMachineId) : null;
  if (own?.state === "active") return own;
  const [oldest] = await ctx.tx
    .select()
    .from(licenses)
    .where(
      and(
        eq(licenses.customerId, link.customerId),
        eq(licenses.serviceId, link.serviceId),
        eq(licenses.kind, "standard"),
        eq(licenses.state, "active"),
      ),
    )
    .orderBy(asc(licenses.createdAt))
    .limit(1);
  return oldest ?? null;
}
