import { and, eq, sql } from "drizzle-orm";
import { billingEvents, charges, clouds, standings, subscriptionParameters } from "@/db/schema";
import type { Context } from "../context";
import { DomainError } from "../errors";
import { readExact } from "../quantity";
import { refusedLimit } from "./refused-limit";

/** What a limit counts by, for all of its time: whose use, and billing units for each unit of the meter. */
export type LimitBasis = Partial<Pick<typeof subscriptionParameters.$inferSelect, "scopeCloudId" | "billingFactor">>;

type Limit = typeof subscriptionParameters.$inferSelect;

/** What of a basis differs from a limit's, as the words of the audit log. */
export function basisDifferences(limit: Limit, { scopeCloudId, billingFactor }: LimitBasis): Record<string, string> {
  const otherFactor = billingFactor !== undefined && !readExact(billingFactor).eq(readExact(limit.billingFactor));
  return {
    ...(scopeCloudId !== undefined && scopeCloudId !== limit.scopeCloudId && { cloud: scopeCloudId ?? "all" }),
    ...(otherFactor && { billingFactor }),
  };
}

/**
 * Locks a limit against judging: the standings first, as an evaluator does, then the limit, so that whoever has judged
 * by the old basis has committed what came of it.
 */
async function lockAgainstJudging({ tx }: Context, { customerId, id }: Limit): Promise<void> {
  await tx
    .select({ id: standings.id })
    .from(standings)
    .where(and(eq(standings.customerId, customerId), eq(standings.parameterId, id)))
    .orderBy(standings.id)
    .for("update");
  await tx
    .select({ id: subscriptionParameters.id })
    .from(subscriptionParameters)
    .where(and(eq(subscriptionParameters.customerId, customerId), eq(subscriptionParameters.id, id)))
    .for("update");
}

/**
 * Writes what a limit counts by. It holds for all of its time, so only while it has billed nothing.
 * @throws conflict where it has raised or charged anything, or where a limit of another period counts the same use
 */
export async function setLimitBasis(ctx: Context, limit: Limit, basis: LimitBasis): Promise<void> {
  const { customerId, id, meter } = limit;
  await lockAgainstJudging(ctx, limit);
  if (await hasBilled(ctx, limit))
    throw new DomainError(
      "conflict",
      `This limit of ${meter} has billed, so its cloud and its billing factor stay as they are. End it, and add another limit.`,
    );
  await ctx.tx
    .update(subscriptionParameters)
    .set(basis)
    .where(and(eq(subscriptionParameters.customerId, customerId), eq(subscriptionParameters.id, id)))
    .catch((error: unknown) => {
      throw refusedLimit(error, meter);
    });
  // The threshold was met by use that is counted otherwise now.
  await ctx.tx
    .update(standings)
    .set({ thresholdMetAt: null, candidate: null, candidateAt: null })
    .where(and(eq(standings.customerId, customerId), eq(standings.parameterId, id)));
}

async function hasBilled(ctx: Context, { customerId, id }: Limit): Promise<boolean> {
  const [row] = await ctx.tx
    .select({
      billed: sql<boolean>`exists (${ctx.tx
        .select({ id: charges.id })
        .from(charges)
        .where(and(eq(charges.customerId, customerId), eq(charges.parameterId, id)))})
        or exists (${ctx.tx
          .select({ id: billingEvents.id })
          .from(billingEvents)
          .where(and(eq(billingEvents.customerId, customerId), eq(billingEvents.parameterId, id)))})`,
    })
    .from(subscriptionParameters)
    .where(and(eq(subscriptionParameters.customerId, customerId), eq(subscriptionParameters.id, id)));
  return row?.billed ?? false;
}

/**
 * Ids of clouds by what people name them: id or slug.
 * @throws invalid_input for a name that is no cloud's; use in no cloud is counted by limits over all clouds
 */
export async function cloudsNamed(ctx: Context, names: readonly string[]): Promise<Map<string, string>> {
  if (names.length === 0) return new Map();
  const rows = await ctx.tx.select({ id: clouds.id, slug: clouds.slug }).from(clouds);
  return new Map(
    names.map((name) => {
      const found = rows.find(({ id, slug }) => id === name || slug === name);
      if (!found)
        throw new DomainError(
          "invalid_input",
          name === "on-premises"
            ? "On-premises is no host cloud: its use counts in limits over all clouds, and has no reference share."
            : `There is no host cloud ${name}. Name one of ${rows.map(({ slug }) => slug).join(", ") || "the host clouds, of which there is none yet"}.`,
        );
      return [name, found.id];
    }),
  );
}
