import { listMeters } from "@/server/catalogue/queries";
import { notFound } from "@/server/errors";
import { methods } from "@/server/http/methods";
import { getMeter, shownMeter } from "../../catalogue/contract";
import { serve } from "../../serve";

export const dynamic = "force-dynamic";

const get = serve(getMeter, (program, { params }) =>
  program.see(undefined, async (ctx) => {
    const found = (await listMeters(ctx)).find(({ slug }) => slug === params.slug);
    if (!found) throw notFound("meter", params.slug);
    return shownMeter(found);
  }),
);

export const { GET, POST, PUT, PATCH, DELETE, OPTIONS } = methods({ GET: get });
