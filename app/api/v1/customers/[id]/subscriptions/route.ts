import { pricedSubscriptions } from "@/server/billing/priced-subscriptions";
import { methods } from "@/server/http/methods";
import { listPricedSubscriptions, shownSubscription } from "../../../plans/contract";
import { serve } from "../../../serve";

export const dynamic = "force-dynamic";

const get = serve(listPricedSubscriptions, (program, { params }) =>
  program.on(params.id, async (ctx, customerId) => ({
    subscriptions: (await pricedSubscriptions(ctx, customerId)).map(shownSubscription),
  })),
);

export const { GET, POST, PUT, PATCH, DELETE, OPTIONS } = methods({ GET: get });
