import { timeNamed } from "@/server/billing/input";
import { subscriptionOfLimit } from "@/server/billing/list-subscriptions";
import { methods } from "@/server/http/methods";
import { endLimit as end } from "@/server/workflow/agree-limits";
import { changeOrPreview } from "@/server/workflow/preview-change";
import { shownAnswer } from "@/server/workflow/shown-limit";
import { endLimit } from "../../../../../limits/contract";
import { serve } from "../../../../../serve";

export const dynamic = "force-dynamic";

const post = serve(endLimit, (program, { params, body: { at, preview } }) =>
  program.on(params.id, async (ctx, customerId) => {
    const when = at === null ? null : timeNamed(ctx, at);
    const answer = await changeOrPreview(ctx, { preview }, (tried) =>
      end(tried, { customerId, parameterId: params.limit, at: when }),
    );
    return shownAnswer(answer, await subscriptionOfLimit(ctx, customerId, params.limit));
  }),
);

export const { GET, POST, PUT, PATCH, DELETE, OPTIONS } = methods({ POST: post });
