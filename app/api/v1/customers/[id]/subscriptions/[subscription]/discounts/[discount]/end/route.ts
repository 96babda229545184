import { endDiscount } from "@/server/billing/discounts";
import { timeNamed } from "@/server/billing/input";
import { pricedSubscription } from "@/server/billing/priced-subscriptions";
import { methods } from "@/server/http/methods";
import { endSubscriptionDiscount, shownSubscription } from "../../../../../../../plans/contract";
import { serve } from "../../../../../../../serve";

export const dynamic = "force-dynamic";

const post = serve(endSubscriptionDiscount, (program, { params, body: { at } }) =>
  program.on(params.id, async (ctx, customerId) => {
    const subscription = { customerId, id: params.subscription };
    await pricedSubscription(ctx, subscription);
    await endDiscount(ctx, { customerId, id: params.discount, at: timeNamed(ctx, at) });
    return shownSubscription(await pricedSubscription(ctx, subscription));
  }),
);

export const { GET, POST, PUT, PATCH, DELETE, OPTIONS } = methods({ POST: post });
