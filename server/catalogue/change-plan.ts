import { and, eq, isNull, sql } from "drizzle-orm";
import { planPrices, plans, planVersions } from "@/db/schema";
import { recordAudit } from "../audit/record-audit";
import { brokenConstraint } from "../broken-constraint";
import { customerById } from "../configuration/queries";
import type { Context } from "../context";
import { DomainError, notFound } from "../errors";
import { newId } from "../ids";
import { refusedAmount } from "../money/pricing/price-components";
import { type PricedVersion, type PriceList, versionById } from "./plan-versions";
import { planBySlug, serviceBySlug } from "./queries";

/** What a draft holds. */
export type DraftContent = { note: string; trialDays: number; prices: PriceList[] };

/**
 * Adds a plan to a service, with an empty draft of its first version. Nobody can subscribe before that is published.
 * @throws not_found for the service; conflict for a slug that another plan has
 */
export async function addPlan(
  ctx: Context,
  input: {
    service: string;
    slug: string;
    name: string;
    seats: number;
    allocationMaximumBytes: bigint;
    serviceLevel: string;
  },
): Promise<{ id: string; slug: string }> {
  const { service, ...plan } = input;
  const { id: serviceId } = await serviceBySlug(ctx, service);
  const id = newId("plan", ctx.now);
  await ctx.tx
    .insert(plans)
    .values({ ...plan, id, serviceId, createdAt: ctx.now })
    .catch((error: unknown) => {
      if (brokenConstraint(error) !== "plans_slug") throw error;
      throw new DomainError("conflict", `There is a plan ${plan.slug} already: choose another slug.`, {
        field: "slug",
      });
    });
  await addDraft(ctx, { planId: id, note: "", trialDays: 0, prices: [] });
  await audited(ctx, "plan.added", { id, name: plan.name });
  return { id, slug: plan.slug };
}

/**
 * Opens a draft of a plan's next version, with what another version holds.
 * @param of `copy`: the version, left out: nothing; `customerId`: whom alone it is for
 * @throws not_found
 */
export async function draftVersion(
  ctx: Context,
  of: { plan: string; copy?: string | undefined; customerId?: string | undefined },
): Promise<{ id: string; number: number }> {
  const plan = await planBySlug(ctx, of.plan);
  if (of.customerId !== undefined) await customerById(ctx, of.customerId);
  const copied = of.copy === undefined ? null : await versionById(ctx, of.copy);
  if (copied && copied.planId !== plan.id) throw notFound("plan version", of.copy ?? "");
  const { trialDays = 0, prices = [] } = copied ?? {};
  return addDraft(ctx, { planId: plan.id, customerId: of.customerId ?? null, note: "", trialDays, prices });
}

async function addDraft(
  ctx: Context,
  { prices, ...draft }: DraftContent & { planId: string; customerId?: string | null },
): Promise<{ id: string; number: number }> {
  // Of two at once the second waits, and takes the next number.
  await ctx.tx.select({ id: plans.id }).from(plans).where(eq(plans.id, draft.planId)).for("update");
  const [last] = await ctx.tx
    .select({ number: sql<number>`coalesce(max(${planVersions.number}), 0)`.mapWith(Number) })
    .from(planVersions)
    .where(eq(planVersions.planId, draft.planId));
  const [id, number] = [newId("planVersion", ctx.now), (last?.number ?? 0) + 1];
  await ctx.tx.insert(planVersions).values({ ...draft, id, number, createdBy: ctx.actor.label, createdAt: ctx.now });
  await writePrices(ctx, id, prices);
  return { id, number };
}

/** Writes what a draft holds anew. @throws not_found; conflict once it is published; invalid_input for an amount */
export async function saveDraft(ctx: Context, { id, ...content }: DraftContent & { id: string }): Promise<void> {
  await heldDraft(ctx, id);
  for (const { currency, components } of content.prices) {
    const refused = refusedAmount(components, currency);
    if (refused) throw new DomainError("invalid_input", refused, { field: "prices" });
  }
  const { note, trialDays, prices } = content;
  await ctx.tx.update(planVersions).set({ note, trialDays }).where(eq(planVersions.id, id));
  await ctx.tx.delete(planPrices).where(eq(planPrices.versionId, id));
  await writePrices(ctx, id, prices);
}

/** Drops a draft. @throws not_found; conflict once it is published, or where the plan would have no version */
export async function dropDraft(ctx: Context, id: string): Promise<void> {
  const { number } = await heldDraft(ctx, id);
  if (number === 1) throw new DomainError("conflict", "A plan keeps its first version: change the draft instead.");
  await ctx.tx.delete(planVersions).where(eq(planVersions.id, id));
}

/**
 * Publishes a draft: from now on it never changes, and who subscribes gets it. Who is subscribed stays where they are.
 * @throws not_found; conflict once it is published, and for one without a currency
 */
export async function publishVersion(ctx: Context, id: string): Promise<void> {
  const draft = await heldDraft(ctx, id);
  if (draft.prices.length === 0)
    throw new DomainError(
      "conflict",
      "This version has no currency yet: add one, with what is charged in it. A currency without charges is free.",
    );
  await ctx.tx
    .update(planVersions)
    .set({ publishedAt: ctx.now, publishedBy: ctx.actor.label })
    .where(eq(planVersions.id, id));
  const [plan] = await ctx.tx.select({ name: plans.name }).from(plans).where(eq(plans.id, draft.planId));
  await audited(ctx, "plan.published", { id: draft.planId, name: plan?.name ?? "", version: String(draft.number) });
}

/** The draft, held until the transaction ends. @throws not_found; conflict once it is published */
async function heldDraft(ctx: Context, id: string): Promise<PricedVersion> {
  await ctx.tx
    .select({ id: planVersions.id })
    .from(planVersions)
    .where(and(eq(planVersions.id, id), isNull(planVersions.publishedAt)))
    .for("update");
  const version = await versionById(ctx, id);
  if (version.publishedAt !== null)
    throw new DomainError(
      "conflict",
      `Version ${version.number} is published and never changes: draft the next one from it.`,
    );
  return version;
}

async function writePrices(ctx: Context, versionId: string, prices: readonly PriceList[]): Promise<void> {
  if (prices.length > 0) await ctx.tx.insert(planPrices).values(prices.map((price) => ({ ...price, versionId })));
}

function audited(
  ctx: Context,
  action: "plan.added" | "plan.published",
  { id, ...detail }: { id: string; name: string; version?: string },
): Promise<void> {
  return recordAudit(ctx, { customerId: null, action, subjectKind: "plan", subjectId: id, detail, topic: "billing" });
}
