import { eq } from "drizzle-orm";
import { installation } from "@/db/schema";
import type { Context } from "./context";
import { DomainError } from "./errors";

export type Installation = typeof installation.$inferSelect;

/** What kind of installation this database belongs to; null before the first start. */
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
  input: { mode: "demo" | "production"; providerName: string; currency: string },
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

/** Remembers that the demo's story was told, so that it is told once. */
export async function markSeeded(ctx: Context): Promise<void> {
  await ctx.tx.update(installation).set({ seededAt: ctx.now }).where(eq(installation.id, "this"));
}
