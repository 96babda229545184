import { addSubscription } from "@/server/billing/add-subscription";
import { listSubscriptions, subscriptionPage } from "@/server/billing/list-subscriptions";
import { planBySlug } from "@/server/catalogue/queries";
import { notFound } from "@/server/errors";
import { methods } from "@/server/http/methods";
import { addLimit, listLimits, shownLimit } from "../../../limits/contract";
import { serve } from "../../../serve";

export const dynamic = "force-dynamic";

const get = serve(listLimits, (program, { params, query: { after, limit } }) =>
  program.on(params.id, async (ctx, customerId) => {
    const { rows, nextCursor } = await subscriptionPage(ctx, customerId, { cursor: after, limit });
    return { limits: rows.map(shownLimit), next: nextCursor };
  }),
);

const post = serve(addLimit, (program, { params, body: { plan, ...parameter } }) =>
  program.on(params.id, async (ctx, customerId) => {
    const { id: planId } = await planBySlug(ctx, plan);
    const id = await addSubscription(ctx, { customerId, planId, validFrom: ctx.now, parameters: [parameter] });
    const made = (await listSubscriptions(ctx, customerId)).find((row) => row.subscription.id === id);
    if (!made) throw notFound("subscription", id);
    return shownLimit(made);
  }),
);

export const { GET, POST, PUT, PATCH, DELETE, OPTIONS } = methods({ GET: get, POST: post });
