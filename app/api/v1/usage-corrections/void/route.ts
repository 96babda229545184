import { methods } from "@/server/http/methods";
import { voidUsage } from "@/server/usage/corrections/correct-usage";
import { meantBy } from "@/server/usage/corrections/input";
import { correctOrPreview } from "@/server/workflow/correct-or-preview";
import { serve } from "../../serve";
import { shownCorrected, voidUsageRecords } from "../contract";

export const dynamic = "force-dynamic";

const post = serve(voidUsageRecords, (program, { body: { customer, reason, preview, ...which } }) =>
  program.on(customer, async (ctx, customerId) =>
    shownCorrected(
      await correctOrPreview(ctx, { customerId, preview }, (tried) =>
        voidUsage(tried, { customerId, which: meantBy(which), reason }),
      ),
    ),
  ),
);

export const { GET, POST, PUT, PATCH, DELETE, OPTIONS } = methods({ POST: post });
