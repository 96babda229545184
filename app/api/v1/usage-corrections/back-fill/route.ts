import { methods } from "@/server/http/methods";
import { backfillUsage } from "@/server/usage/corrections/back-fill";
import { correctOrPreview } from "@/server/workflow/correct-or-preview";
import { serve } from "../../serve";
import { backfillUsageRecords, shownCorrected } from "../contract";

export const dynamic = "force-dynamic";

const post = serve(backfillUsageRecords, (program, { body: { customer, reason, preview, records: uses } }) =>
  program.on(customer, async (ctx, customerId) =>
    shownCorrected(
      await correctOrPreview(ctx, { customerId, preview }, (tried) =>
        backfillUsage(tried, { customerId, uses, reason }),
      ),
    ),
  ),
);

export const { GET, POST, PUT, PATCH, DELETE, OPTIONS } = methods({ POST: post });
