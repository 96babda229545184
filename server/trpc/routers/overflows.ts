import { answerOverflowInput } from "../../billing/input";
import { answerOverflow } from "../../overflow/answer-overflow";
import { overflowsAtWork } from "../../reads/standings";
import { customerProcedure, router } from "../init";

/** Overflows as a customer meets them: what is at work, and the question of policy `ask`. */
export const overflowsRouter = router({
  atWork: customerProcedure("overflows.read").query(({ ctx }) =>
    ctx.run((inner) => overflowsAtWork(inner, ctx.customerId)),
  ),
  answer: customerProcedure("overflows.answer")
    .input(answerOverflowInput)
    .mutation(({ ctx, input }) => ctx.run((inner) => answerOverflow(inner, { ...input, customerId: ctx.customerId }))),
});
