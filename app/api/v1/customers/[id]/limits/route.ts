import { timeNamed } from "@/server/billing/input";
import { listSubscriptions, subscriptionPage } from "@/server/billing/list-subscriptions";
import { planBySlug } from "@/server/catalogue/queries";
import { notFound } from "@/server/errors";
import { methods } from "@/server/http/methods";
import { subscribe } from "@/server/workflow/agree-limits";
import { addLimit, listLimits, shownLimit } from "../../../limits/contract";
import { serve } from "../../../serve";

export const dynamic = "force-dynamic";

const get = serve(listLimits, (program, { params, query: { after, limit } }) =>
  program.on(params.id, async (ctx, customerId) => {
    const { rows, nextCursor } = await subscriptionPage(ctx, customerId, { cursor: after, limit });
    return { limits: rows.map(shownLimit), next: nextCursor };
  }),
);

const post = serve(addLimit, (program, { params, body: { plan, from, ...parameter } }) =>
  program.on(params.id, async (ctx, customerId) => {
    const { id: planId } = await planBySlug(ctx, plan);
    const validFrom = timeNamed(ctx, from);
    const id = await subscribe(ctx, { customerId, planId, validFrom, parameters: [parameter] });
    // The newest of the subscription: it may have had others.
    const made = (await listSubscriptions(ctx, customerId)).findLast((row) => row.subscription.id === id);
    if (!made) throw notFound("subscription", id);
    return shownLimit(made);
  }),
);

export const { GET, POST, PUT, PATCH, DELETE, OPTIONS } = methods({ GET: get, POST: post });
