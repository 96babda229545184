import { addPlan as add } from "@/server/catalogue/change-plan";
import { planBySlug } from "@/server/catalogue/queries";
import { methods } from "@/server/http/methods";
import { listOffers } from "@/server/reads/offers";
import { listPlans, shownPlan, shownService } from "../catalogue/contract";
import { serve } from "../serve";
import { addPlan } from "./contract";

export const dynamic = "force-dynamic";

const get = serve(listPlans, (program) =>
  program.see(undefined, async (ctx) => ({
    plans: (await listOffers(ctx)).flatMap((offer) => shownService(offer).plans),
  })),
);

const post = serve(addPlan, (program, { body: { allocationMaximum, ...plan } }) =>
  program.see(undefined, async (ctx) => {
    await add(ctx, { ...plan, allocationMaximumBytes: BigInt(allocationMaximum) * 1024n ** 3n });
    return shownPlan({ ...(await planBySlug(ctx, plan.slug)), version: null }, plan.service);
  }),
);

export const { GET, POST, PUT, PATCH, DELETE, OPTIONS } = methods({ GET: get, POST: post });
