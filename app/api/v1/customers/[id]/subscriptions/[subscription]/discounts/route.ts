import { addDiscount } from "@/server/billing/discounts";
import { timeNamed } from "@/server/billing/input";
import { pricedSubscription } from "@/server/billing/priced-subscriptions";
import { methods } from "@/server/http/methods";
import { addSubscriptionDiscount, shownSubscription } from "../../../../../plans/contract";
import { serve } from "../../../../../serve";

export const dynamic = "force-dynamic";

const post = serve(addSubscriptionDiscount, (program, { params, body: { from, until, ...of } }) =>
  program.on(params.id, async (ctx, customerId) => {
    const named = { customerId, subscriptionId: params.subscription };
    await addDiscount(ctx, { ...of, ...named, validFrom: timeNamed(ctx, from), validTo: until ?? null });
    return shownSubscription(await pricedSubscription(ctx, { customerId, id: params.subscription }));
  }),
);

export const { GET, POST, PUT, PATCH, DELETE, OPTIONS } = methods({ POST: post });
