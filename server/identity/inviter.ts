import type { Context } from "../context";
import { currentProvider } from "../provider/queries";

/**
 * Who invites, as a mail names them: a person by their name; what a program or the command line does, the provider
 * does.
 */
export async function inviter(ctx: Context): Promise<string> {
  const { kind, label } = ctx.actor;
  if (kind === "staff" || kind === "customer") return label;
  return (await currentProvider(ctx)).displayName;
}
