import { methods } from "@/server/http/methods";
import { listOffers } from "@/server/reads/offers";
import { listPlans, shownService } from "../catalogue/contract";
import { serve } from "../serve";

export const dynamic = "force-dynamic";

const get = serve(listPlans, (program) =>
  program.see(undefined, async (ctx) => ({
    plans: (await listOffers(ctx)).flatMap((offer) => shownService(offer).plans),
  })),
);

export const { GET, POST, PUT, PATCH, DELETE, OPTIONS } = methods({ GET: get });
