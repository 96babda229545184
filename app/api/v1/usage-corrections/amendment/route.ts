import { methods } from "@/server/http/methods";
import { amendUsage } from "@/server/usage/corrections/correct-usage";
import { amendedBy } from "@/server/usage/corrections/input";
import { correctOrPreview } from "@/server/workflow/correct-or-preview";
import { serve } from "../../serve";
import { amendUsageRecords, shownCorrected } from "../contract";

export const dynamic = "force-dynamic";

const post = serve(amendUsageRecords, (program, { body: { customer, reason, preview, records } }) =>
  program.on(customer, async (ctx, customerId) =>
    shownCorrected(
      await correctOrPreview(ctx, { customerId, preview }, (tried) =>
        amendUsage(tried, { customerId, records: amendedBy(records), reason }),
      ),
    ),
  ),
);

export const { GET, POST, PUT, PATCH, DELETE, OPTIONS } = methods({ POST: post });
