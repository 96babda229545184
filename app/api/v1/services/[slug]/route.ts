import { notFound } from "@/server/errors";
import { methods } from "@/server/http/methods";
import { listOffers } from "@/server/reads/offers";
import { getService, shownService } from "../../catalogue/contract";
import { serve } from "../../serve";

export const dynamic = "force-dynamic";

const get = serve(getService, (program, { params }) =>
  program.see(undefined, async (ctx) => {
    const found = (await listOffers(ctx)).find(({ slug }) => slug === params.slug);
    if (!found) throw notFound("service", params.slug);
    return shownService(found);
  }),
);

export const { GET, POST, PUT, PATCH, DELETE, OPTIONS } = methods({ GET: get });
