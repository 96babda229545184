import { eq } from "drizzle-orm";
import { installation } from "@/db/schema";
import { cachedUntilChanged } from "./cached-until-changed";
import type { Context } from "./context";
import { DomainError } from "./errors";

export type Installation = typeof installation.$inferSelect;

/** The settings of the installation as this process has them cached; null before the first start. */
export function installationSettings(): Promise<Installation | null> {
  return cachedUntilChanged("installation", async (tx) => (await tx.select().from(installation))[0] ?? null);
}

/** The same, read in the caller's transaction. */
export async function currentInstallation(ctx: Context): Promise<Installation | null> {
  const [row] = await ctx.tx.select().from(installation);
  return row ?? null;
}

/**
 * Marks the database as belonging to a demo or a production installation, once. @throws conflict when it belongs to the
 * other kind: anybody may sign in to a demo, so its database never becomes a production one.
 */
export async function markInstallation(
  ctx: Context,
  input: { mode: "demo" | "production"; providerName: string | null; currency: string },
): Promise<Installation> {
  await ctx.tx
    .insert(installation)
    .values({ id: "this", ...input, createdAt: ctx.now })
    .onConflictDoNothing();
  const marked = await currentInstallation(ctx);
  if (!marked) throw new Error("The installation could not be marked.");
  if (marked.mode !== input.mode)
    throw new DomainError(
      "conflict",
      marked.mode === "demo"
        ? "This database belongs to a demo installation, in which anybody may sign in. Production needs an empty database: set another SPILLWAY_DATA or DATABASE_URL."
        : "This database belongs to a production installation and is not used for a demo. Set SPILLWAY_MODE=production, or another SPILLWAY_DATA or DATABASE_URL.",
    );
  return marked;
}

/** Marks the demo's story as seeded, so that it is seeded once. */
export async function markSeeded(ctx: Context): Promise<void> {
  await ctx.tx.update(installation).set({ seededAt: ctx.now }).where(eq(installation.id, "this"));
}
