import { moveSubscription } from "@/server/billing/move-subscription";
import { pricedSubscription } from "@/server/billing/priced-subscriptions";
import { methods } from "@/server/http/methods";
import { moveToVersion, shownSubscription } from "../../../../../plans/contract";
import { versionNumbered } from "../../../../../plans/version-named";
import { serve } from "../../../../../serve";

export const dynamic = "force-dynamic";

const put = serve(moveToVersion, (program, { params, body: { version, at } }) =>
  program.on(params.id, async (ctx, customerId) => {
    const named = { customerId, id: params.subscription };
    const { planSlug } = await pricedSubscription(ctx, named);
    const { id: versionId } = await versionNumbered(ctx, { slug: planSlug, number: version });
    await moveSubscription(ctx, { customerId, subscriptionId: named.id, versionId, at: at === "now" ? ctx.now : at });
    return shownSubscription(await pricedSubscription(ctx, named));
  }),
);

export const { GET, POST, PUT, PATCH, DELETE, OPTIONS } = methods({ PUT: put });
