import { timeNamed } from "@/server/billing/input";
import { newestLimitOf, subscriptionPage } from "@/server/billing/list-subscriptions";
import { planBySlug } from "@/server/catalogue/queries";
import { methods } from "@/server/http/methods";
import { subscribe } from "@/server/workflow/agree-limits";
import { shownLimit } from "@/server/workflow/shown-limit";
import { addLimit, listLimits } from "../../../limits/contract";
import { serve } from "../../../serve";

export const dynamic = "force-dynamic";

const get = serve(listLimits, (program, { params, query: { after, limit } }) =>
  program.on(params.id, async (ctx, customerId) => {
    const { rows, nextCursor } = await subscriptionPage(ctx, customerId, { cursor: after, limit });
    return { limits: rows.map(shownLimit), next: nextCursor };
  }),
);

const post = serve(addLimit, (program, { params, body: { plan, mode, from, ...parameter } }) =>
  program.on(params.id, async (ctx, customerId) => {
    const { id: planId } = await planBySlug(ctx, plan);
    const validFrom = timeNamed(ctx, from);
    const subscriptionId = await subscribe(ctx, { customerId, planId, validFrom, mode, parameters: [parameter] });
    return shownLimit(await newestLimitOf(ctx, { customerId, subscriptionId }));
  }),
);

export const { GET, POST, PUT, PATCH, DELETE, OPTIONS } = methods({ GET: get, POST: post });
