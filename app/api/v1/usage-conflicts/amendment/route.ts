import { methods } from "@/server/http/methods";
import { amendConflict } from "@/server/usage/corrections/decide-conflict";
import { correctOrPreview } from "@/server/workflow/correct-or-preview";
import { serve } from "../../serve";
import { shownCorrected } from "../../usage-corrections/contract";
import { amendUsageConflict } from "../contract";

export const dynamic = "force-dynamic";

const post = serve(amendUsageConflict, (program, { body: { customer, preview, ...given } }) =>
  program.on(customer, async (ctx, customerId) =>
    shownCorrected(
      await correctOrPreview(ctx, { customerId, preview }, (tried) => amendConflict(tried, { ...given, customerId })),
    ),
  ),
);

export const { GET, POST, PUT, PATCH, DELETE, OPTIONS } = methods({ POST: post });
