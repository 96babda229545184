import { customerById } from "../configuration/queries";
import type { Context } from "../context";
import { isDemo } from "../identity/queries";
import { providerProfile } from "../provider/queries";
import { needsAttention, needsStaff } from "./nav-badges";

/** The provider as every page shows it. */
async function brand() {
  const { displayName: name, logo } = await providerProfile();
  return { name, logo };
}

/** What the portal shows around every page: company, provider, the navigation's counts. */
export async function portalFrame(ctx: Context, customerId: string) {
  const [customer, counts] = [await customerById(ctx, customerId), await needsAttention(ctx)];
  return { customer, counts, provider: await brand(), demo: await isDemo() };
}

/** What the console shows around every page. */
export async function consoleFrame(ctx: Context) {
  const counts = { ...(await needsAttention(ctx)), ...(await needsStaff(ctx)) };
  return { counts, provider: await brand(), demo: await isDemo() };
}
