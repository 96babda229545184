import { methods } from "@/server/http/methods";
import { listOffers } from "@/server/reads/offers";
import { listServices, shownService } from "../catalogue/contract";
import { serve } from "../serve";

export const dynamic = "force-dynamic";

const get = serve(listServices, (program) =>
  program.see(undefined, async (ctx) => ({ services: (await listOffers(ctx)).map(shownService) })),
);

export const { GET, POST, PUT, PATCH, DELETE, OPTIONS } = methods({ GET: get });
