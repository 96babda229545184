import { customerById } from "../configuration/queries";
import type { Context } from "../context";
import { isDemo, providerName } from "../identity/queries";
import { needsAttention, needsStaff } from "./nav-badges";

/** What the portal shows around every page: company, provider, the navigation's counts. */
export async function portalFrame(ctx: Context, customerId: string) {
  const [customer, counts] = [await customerById(ctx, customerId), await needsAttention(ctx)];
  return { customer, counts, provider: await providerName(), demo: await isDemo() };
}

/** What the console shows around every page. */
export async function consoleFrame(ctx: Context) {
  const counts = { ...(await needsAttention(ctx)), ...(await needsStaff(ctx)) };
  return { counts, provider: await providerName(), demo: await isDemo() };
}
