import "server-only";
import { staffActor } from "@/server/identity/current-user";
import { type Action, may } from "@/server/identity/permissions";
import { pageContext } from "@/server/trpc/caller";

/** Why whoever looks may not do this, as a sentence for a disabled button; undefined where they may. */
export async function refusalOf(action: Action): Promise<string | undefined> {
  const { user } = await pageContext();
  const staff = user && staffActor(user);
  if (staff && may(staff, action)) return undefined;
  return `Your role (${user?.staffRole ?? "none"}) does not allow this.`;
}
