import { missingPrograms } from "../catalogue/missing-programs";
import { pricedPlans } from "../catalogue/plan-versions";
import { featuresOf, listServices } from "../catalogue/queries";
import type { Context } from "../context";
import { withTraits } from "../services/shipped-services";

/**
 * Services with their vendor, traits, features and plans: what can be installed. `missing` names the programs that the
 * portal cannot hand to a machine which lacks them.
 */
export async function listOffers(ctx: Context) {
  const plans = await pricedPlans(ctx);
  const missing = await missingPrograms(ctx);
  const offers = [];
  for (const { service, vendorName } of await listServices(ctx))
    offers.push({
      ...withTraits(service),
      vendorName,
      features: await featuresOf(ctx, service.id),
      plans: plans.filter((plan) => plan.serviceId === service.id),
      missing: missing.get(service.slug) ?? [],
    });
  return offers;
}
