import { eq } from "drizzle-orm";
import { planPrices, planVersions } from "@/db/schema";
import type { Context } from "../context";
import { newId } from "../ids";
import { moneyToDecimal, roundToMoney } from "../money";
import type { PriceComponent } from "../money/pricing/price-components";
import { currentVersions, type PriceList } from "./plan-versions";

/** A charge by the month of the calendar, in arrears; `amount` in major units, rounded to what the currency has. */
export function monthlyCharge(amount: string, currency: string): PriceList {
  const charge = { id: "monthly-fee", name: "Monthly fee", kind: "recurring", months: 1 } as const;
  const rounded = moneyToDecimal(roundToMoney(amount, currency));
  return { currency, components: [{ ...charge, amount: rounded, timing: "arrears", cycle: "calendar" }] };
}

/** Publishes the first version of a plan that Spillway ships. @returns its id */
export async function publishFirst(ctx: Context, planId: string, prices: readonly PriceList[]): Promise<string> {
  return publishNext(ctx, { planId, number: 1, trialDays: 0, prices });
}

/**
 * Gives plans in one currency another one: each a version in the new currency, its amounts rounded to the decimals it
 * has. Nobody has subscribed to any yet. In the provider's role.
 */
export async function movePlansToCurrency(ctx: Context, { from, to }: { from: string; to: string }): Promise<void> {
  for (const { planId, number, trialDays, prices } of (await currentVersions(ctx)).values()) {
    const list = prices.find(({ currency }) => currency === from);
    if (!list) continue;
    const others = prices.filter(({ currency }) => currency !== from && currency !== to);
    const components = list.components.map((one) => inCurrency(one, to));
    await publishNext(ctx, {
      planId,
      number: number + 1,
      trialDays,
      prices: [...others, { currency: to, components }],
    });
  }
}

function inCurrency(component: PriceComponent, currency: string): PriceComponent {
  if (!("amount" in component)) return component;
  const rounded = roundToMoney(component.amount, currency);
  const least = { minor: 1n, currency };
  return { ...component, amount: moneyToDecimal(rounded.minor > 0n ? rounded : least) };
}

async function publishNext(
  ctx: Context,
  { prices, ...version }: { planId: string; number: number; trialDays: number; prices: readonly PriceList[] },
): Promise<string> {
  const id = newId("planVersion", ctx.now);
  const by = { createdBy: ctx.actor.label, createdAt: ctx.now };
  await ctx.tx.insert(planVersions).values({ ...version, ...by, id });
  if (prices.length > 0) await ctx.tx.insert(planPrices).values(prices.map((one) => ({ ...one, versionId: id })));
  await ctx.tx
    .update(planVersions)
    .set({ publishedAt: ctx.now, publishedBy: ctx.actor.label })
    .where(eq(planVersions.id, id));
  return id;
}
