import { adjustmentInput, adjustmentQuery } from "../../billing/input";
import { listAdjustments } from "../../money/adjustments";
import { backfillUsage } from "../../usage/corrections/back-fill";
import { amendUsage, voidUsage } from "../../usage/corrections/correct-usage";
import { amendConflict, dismissConflicts } from "../../usage/corrections/decide-conflict";
import {
  amendConflictInput,
  amendedBy,
  amendInput,
  backfillInput,
  conflictQuery,
  correctionQuery,
  dismissInput,
  meantBy,
  voidInput,
} from "../../usage/corrections/input";
import { listCorrections } from "../../usage/corrections/list-corrections";
import { listConflicts } from "../../usage/corrections/usage-conflicts";
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
  /** Use that no sender reported. */
  backfill: staffProcedure("usage.change")
    .input(backfillInput)
    .mutation(({ ctx, input: { customerId, reason, preview, records: uses } }) =>
      ctx.run((inner) =>
        correctOrPreview(inner, { customerId, preview }, (tried) => backfillUsage(tried, { customerId, uses, reason })),
      ),
    ),
  /** Other content that came under identities that were taken: one customer's, or everybody's. */
  conflicts: staffProcedure("usage.read")
    .input(conflictQuery)
    .query(({ ctx, input }) => ctx.run((inner) => listConflicts(inner, input))),
  dismissConflicts: staffProcedure("usage.change")
    .input(dismissInput)
    .mutation(({ ctx, input }) => ctx.run((inner) => dismissConflicts(inner, input))),
  amendConflict: staffProcedure("usage.change")
    .input(amendConflictInput)
    .mutation(({ ctx, input: { preview, ...conflict } }) =>
      ctx.run((inner) =>
        correctOrPreview(inner, { customerId: conflict.customerId, preview }, (tried) =>
          amendConflict(tried, conflict),
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
