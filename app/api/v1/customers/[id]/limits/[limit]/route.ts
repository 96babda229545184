import { listSubscriptions } from "@/server/billing/list-subscriptions";
import { notFound } from "@/server/errors";
import { methods } from "@/server/http/methods";
import { getLimit, shownLimit } from "../../../../limits/contract";
import { serve } from "../../../../serve";

export const dynamic = "force-dynamic";

const get = serve(getLimit, (program, { params }) =>
  program.on(params.id, async (ctx, customerId) => {
    const found = (await listSubscriptions(ctx, customerId)).find((row) => row.parameter.id === params.limit);
    if (!found) throw notFound("limit", params.limit);
    return shownLimit(found);
  }),
);

export const { GET, POST, PUT, PATCH, DELETE, OPTIONS } = methods({ GET: get });
