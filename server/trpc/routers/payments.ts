import { refundInput, reversePaymentInput, writeOffInput } from "../../billing/input";
import { paymentInput, paymentQuery } from "../../money/input";
import { listPayments, reversePayment } from "../../money/post-payment";
import { enterWrittenPayment, enterWrittenRefund, writeOffWritten } from "../../workflow/enter-payment";
import { memberProcedure, router, staffProcedure } from "../init";

/** Payments: what came in, what went back and what was given up, as finance enters it. */
export const paymentsRouter = router({
  /** The company's own. */
  own: memberProcedure("billing.read")
    .input(paymentQuery.omit({ customer: true }))
    .query(({ ctx, input }) =>
      ctx.run(async (inner) => {
        const page = await listPayments(inner, { ...input, customerId: ctx.customerId });
        return {
          ...page,
          rows: page.rows.map((row) => ({ ...row, enteredBy: null, reversedBy: null, reason: null, note: null })),
        };
      }),
    ),
  list: staffProcedure("billing.read")
    .input(paymentQuery)
    .query(({ ctx, input: { customer, ...query } }) =>
      ctx.run((inner) => listPayments(inner, { ...query, customerId: customer })),
    ),
  enter: staffProcedure("billing.change")
    .input(paymentInput)
    .mutation(({ ctx, input }) => ctx.run((inner) => enterWrittenPayment(inner, input))),
  refund: staffProcedure("billing.change")
    .input(refundInput)
    .mutation(({ ctx, input: { reason: note, ...refund } }) =>
      ctx.run((inner) => enterWrittenRefund(inner, { ...refund, note })),
    ),
  writeOff: staffProcedure("billing.change")
    .input(writeOffInput)
    .mutation(({ ctx, input: { reason: note, ...of } }) => ctx.run((inner) => writeOffWritten(inner, { ...of, note }))),
  reverse: staffProcedure("billing.change")
    .input(reversePaymentInput)
    .mutation(({ ctx, input }) => ctx.run((inner) => reversePayment(inner, input))),
});
