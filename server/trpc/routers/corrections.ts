import { adjustmentInput, adjustmentQuery } from "../../billing/input";
import { listAdjustments } from "../../money/adjustments";
import { amendUsage, voidUsage } from "../../usage/corrections/correct-usage";
import { amendedBy, amendInput, correctionQuery, meantBy, voidInput } from "../../usage/corrections/input";
import { listCorrections } from "../../usage/corrections/list-corrections";
import { correctOrPreview } from "../../workflow/correct-or-preview";
import { decideProposed } from "../../workflow/decide-adjustment";
import { router, staffProcedure } from "../init";

/** Corrections of use that counted, and what they propose to be taken back. */
export const correctionsRouter = router({
  /** One customer's, or everybody's. */
  list: staffProcedure("usage.read")
    .input(correctionQuery)
    .query(({ ctx, input }) => ctx.run((inner) => listCorrections(inner, input))),
  void: staffProcedure("usage.change")
    .input(voidInput)
    .mutation(({ ctx, input: { customerId, reason, preview, ...which } }) =>
      ctx.run((inner) =>
        correctOrPreview(inner, { customerId, preview }, (tried) =>
          voidUsage(tried, { customerId, which: meantBy(which), reason }),
        ),
      ),
    ),
  amend: staffProcedure("usage.change")
    .input(amendInput)
    .mutation(({ ctx, input: { customerId, reason, preview, records } }) =>
      ctx.run((inner) =>
        correctOrPreview(inner, { customerId, preview }, (tried) =>
          amendUsage(tried, { customerId, records: amendedBy(records), reason }),
        ),
      ),
    ),
  /** One customer's, or everybody's. */
  adjustments: staffProcedure("billing.read")
    .input(adjustmentQuery)
    .query(({ ctx, input }) => ctx.run((inner) => listAdjustments(inner, input))),
  confirm: staffProcedure("billing.change")
    .input(adjustmentInput)
    .mutation(({ ctx, input }) => ctx.run((inner) => decideProposed(inner, { ...input, decision: "confirmed" }))),
  reject: staffProcedure("billing.change")
    .input(adjustmentInput)
    .mutation(({ ctx, input }) => ctx.run((inner) => decideProposed(inner, { ...input, decision: "rejected" }))),
});
