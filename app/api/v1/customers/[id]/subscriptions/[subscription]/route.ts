import { pricedSubscription } from "@/server/billing/priced-subscriptions";
import { methods } from "@/server/http/methods";
import { getPricedSubscription, shownSubscription } from "../../../../plans/contract";
import { serve } from "../../../../serve";

export const dynamic = "force-dynamic";

const get = serve(getPricedSubscription, (program, { params }) =>
  program.on(params.id, async (ctx, customerId) =>
    shownSubscription(await pricedSubscription(ctx, { customerId, id: params.subscription })),
  ),
);

export const { GET, POST, PUT, PATCH, DELETE, OPTIONS } = methods({ GET: get });
