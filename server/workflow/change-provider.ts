import { sql } from "drizzle-orm";
import { charges, creditLimitRequests, customers, installation, ledgerEntries, subscriptions } from "@/db/schema";
import { movePlansToCurrency } from "../catalogue/first-version";
import { moveCustomersToCurrency } from "../configuration/move-customers-to-currency";
import type { Context } from "../context";
import { DomainError } from "../errors";
import { currentInstallation } from "../installation";
import { type ProviderSettings, setProvider } from "../provider/set-provider";

/**
 * Changes who the provider is: the one way of the first start, the console and the command line. A new currency moves
 * the plans and the customers that had the old one.
 * @throws DomainError conflict for another currency once money exists; invalid_input for a logo that is no PNG
 */
export async function changeProvider(ctx: Context, settings: ProviderSettings): Promise<void> {
  const before = (await currentInstallation(ctx))?.currency;
  const { currency } = settings;
  if (before !== undefined && currency !== undefined && currency !== before) {
    await refuseWithMoney(ctx, before);
    await movePlansToCurrency(ctx, { from: before, to: currency });
    await moveCustomersToCurrency(ctx, { from: before, to: currency });
  }
  await setProvider(ctx, settings);
}

/** Whether an amount stands anywhere that a change of currency would turn into another one. */
export async function moneyExists(ctx: Context): Promise<boolean> {
  const [found] = await ctx.tx
    .select({
      exists: sql<boolean>`exists (select from ${subscriptions}) or exists (select from ${charges})
      or exists (select from ${ledgerEntries}) or exists (select from ${creditLimitRequests})
      or exists (select from ${customers} where ${customers.creditLimitMinor} <> 0)`,
    })
    .from(installation);
  return found?.exists ?? false;
}

async function refuseWithMoney(ctx: Context, currency: string): Promise<void> {
  if (!(await moneyExists(ctx))) return;
  throw new DomainError(
    "conflict",
    `The currency stays ${currency}: credit limits, subscriptions or charges are in it already.`,
    { field: "currency" },
  );
}

/**
 * Fills what is missing from the environment and replaces nothing. The currency is not among it: it is given when the
 * installation is marked.
 */
export async function fillProvider(ctx: Context, given: Omit<ProviderSettings, "currency">): Promise<void> {
  const here = await currentInstallation(ctx);
  if (!here) return;
  await changeProvider(ctx, {
    ...(here.providerName === null && given.name ? { name: given.name } : {}),
    ...(here.providerAddress === null && given.address ? { address: given.address } : {}),
    ...(here.providerColor === null && given.color ? { color: given.color } : {}),
    ...(here.mailSender === null && given.sender ? { sender: given.sender } : {}),
    ...(here.providerLogo === null && given.logo ? { logo: given.logo } : {}),
  });
}
