import { currentVersions } from "@/server/catalogue/plan-versions";
import { planBySlug, serviceById } from "@/server/catalogue/queries";
import { methods } from "@/server/http/methods";
import { getPlan, shownPlan } from "../../catalogue/contract";
import { serve } from "../../serve";

export const dynamic = "force-dynamic";

const get = serve(getPlan, (program, { params }) =>
  program.see(undefined, async (ctx) => {
    const plan = await planBySlug(ctx, params.slug);
    const version = (await currentVersions(ctx, { planId: plan.id })).get(plan.id) ?? null;
    return shownPlan({ ...plan, version }, (await serviceById(ctx, plan.serviceId)).slug);
  }),
);

export const { GET, POST, PUT, PATCH, DELETE, OPTIONS } = methods({ GET: get });
