import { z } from "zod";
import { featuresOf, listArtefacts, listMeters, listPlans, listServices } from "../../catalogue/queries";
import type { Context } from "../../context";
import { serviceHealth } from "../../monitoring/queries";
import { withTraits } from "../../services/shipped-services";
import { customerProcedure, router, staffProcedure } from "../init";

const dayMs = 24 * 3_600_000;

/** Services with their vendor, features, plans and meters: what can be installed. */
async function offers(ctx: Context) {
  const plans = await listPlans(ctx);
  const found = [];
  for (const { service, vendorName } of await listServices(ctx))
    found.push({
      ...withTraits(service),
      vendorName,
      features: await featuresOf(ctx, service.id),
      plans: plans.filter((plan) => plan.serviceId === service.id),
    });
  return found;
}

export const catalogueRouter = router({
  services: customerProcedure("catalogue.read").query(({ ctx }) => ctx.run(offers)),
  meters: customerProcedure("catalogue.read").query(({ ctx }) => ctx.run(listMeters)),

  /** For the console: the same without a customer. */
  allServices: staffProcedure("catalogue.read").query(({ ctx }) => ctx.run(offers)),
  allMeters: staffProcedure("catalogue.read").query(({ ctx }) => ctx.run(listMeters)),
  artefacts: staffProcedure("catalogue.read")
    .input(z.object({ serviceId: z.string().max(100).optional() }))
    .query(({ ctx, input }) => ctx.run((inner) => listArtefacts(inner, input.serviceId))),

  /** Availability and performance over the last week, of one customer or of all. */
  health: customerProcedure("machines.read").query(({ ctx }) =>
    ctx.run((inner) => serviceHealth(inner, ctx.customerId, new Date(inner.now.getTime() - 7 * dayMs))),
  ),
  allHealth: staffProcedure("machines.read").query(({ ctx }) =>
    ctx.run((inner) => serviceHealth(inner, null, new Date(inner.now.getTime() - 7 * dayMs))),
  ),
});
