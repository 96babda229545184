import { eq } from "drizzle-orm";
import { users } from "@/db/schema";
import type { Context } from "../context";
import { completeSignIn, type SignedIn } from "./complete-sign-in";
import { isDemo } from "./queries";

/** "Sign in as", only in a demo installation. @returns null anywhere else, and for a person who does not exist. */
export async function signInAsDemoUser(ctx: Context, userId: string): Promise<SignedIn | null> {
  if (!(await isDemo())) return null;
  const [user] = await ctx.tx.select({ email: users.email }).from(users).where(eq(users.id, userId));
  return user ? completeSignIn(ctx, user.email, "demo") : null;
}
