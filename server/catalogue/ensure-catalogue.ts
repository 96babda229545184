import { installation, meters, plans, serviceFeatures, services, vendors } from "@/db/schema";
import type { Context } from "../context";
import { newId } from "../ids";
import { shippedMeters } from "../services/meters";
import { shippedServices } from "../services/shipped-services";
import { ensureArtefact, type NewArtefact } from "./ensure-artefact";
import { monthlyCharge, publishFirst } from "./first-version";
import { serviceBySlug } from "./queries";
import { shippedArtefacts } from "./shipped-artefacts";

/**
 * Puts the shipped vendors, services, features, plans, meters and artefacts into the catalogue; run at every start, in
 * a transaction of the provider. What is there already, staff's changes included, is left as it stands.
 */
export async function ensureCatalogue(
  ctx: Context,
  artefacts: readonly NewArtefact[] = shippedArtefacts(),
): Promise<void> {
  const createdAt = ctx.now;
  const [here] = await ctx.tx.select({ currency: installation.currency }).from(installation).limit(1);
  const currency = here?.currency ?? "EUR";
  await ctx.tx
    .insert(vendors)
    .values(shippedServices.map(({ catalogue }) => catalogue.vendor))
    .onConflictDoNothing();
  await ctx.tx
    .insert(meters)
    .values(shippedMeters.map((meter) => ({ ...meter, createdAt })))
    .onConflictDoNothing();
  for (const { slug, catalogue } of shippedServices) {
    const { vendor, features, plans: offers, ...service } = catalogue;
    const made = await ctx.tx
      .insert(services)
      .values({ ...service, slug, vendorId: vendor.id, id: newId("service", ctx.now), createdAt })
      .onConflictDoNothing()
      .returning({ id: services.id });
    const serviceId = made[0]?.id ?? (await serviceBySlug(ctx, slug)).id;
    await ctx.tx
      .insert(serviceFeatures)
      .values(features.map((feature) => ({ ...feature, serviceId })))
      .onConflictDoNothing();
    for (const { monthlyFee, ...plan } of offers) {
      const added = await ctx.tx
        .insert(plans)
        .values({ ...plan, id: newId("plan", ctx.now), serviceId, createdAt })
        .onConflictDoNothing()
        .returning({ id: plans.id });
      for (const { id: planId } of added) await publishFirst(ctx, planId, [monthlyCharge(monthlyFee, currency)]);
    }
  }
  for (const artefact of artefacts) await ensureArtefact(ctx, artefact);
}
