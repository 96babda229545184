import { timeNamed } from "@/server/billing/input";
import { subscriptionOfLimit } from "@/server/billing/list-subscriptions";
import { methods } from "@/server/http/methods";
import { changeLimit as change } from "@/server/workflow/agree-limits";
import { changeOrPreview } from "@/server/workflow/preview-change";
import { shownAnswer, shownLimit } from "@/server/workflow/shown-limit";
import { changeLimit, getLimit } from "../../../../limits/contract";
import { serve } from "../../../../serve";

export const dynamic = "force-dynamic";

const get = serve(getLimit, (program, { params }) =>
  program.on(params.id, async (ctx, customerId) =>
    shownLimit(await subscriptionOfLimit(ctx, customerId, params.limit)),
  ),
);

const patch = serve(changeLimit, (program, { params, body: { from, preview, ...terms } }) =>
  program.on(params.id, async (ctx, customerId) => {
    const id = { customerId, parameterId: params.limit };
    const answer = await changeOrPreview(ctx, { preview }, (tried) =>
      change(tried, { ...id, from: timeNamed(ctx, from), change: terms }),
    );
    return shownAnswer(answer, await subscriptionOfLimit(ctx, customerId, params.limit));
  }),
);

export const { GET, POST, PUT, PATCH, DELETE, OPTIONS } = methods({ GET: get, PATCH: patch });
