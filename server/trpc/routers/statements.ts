import { z } from "zod";
import { issueInput, onItsWayInput, statementFilter, statementQuery } from "../../money/input";
import { countStatements, listStatements } from "../../money/list-statements";
import { markOnItsWay } from "../../money/promise-payment";
import { statementPage } from "../../money/statement-view";
import { focusCosts } from "../../reads/focus-costs";
import { costQuery } from "../../reads/input";
import { issueStatements } from "../../workflow/issue-statements";
import { sendStatement } from "../../workflow/send-statement";
import { memberProcedure, router, staffProcedure } from "../init";

const one = z.object({ id: z.string().min(1).max(100) });

/** Statements: what a company was billed, and what is paid of it. */
export const statementsRouter = router({
  /** The company's own issued statements. */
  own: memberProcedure("billing.read")
    .input(statementQuery.omit({ customer: true }))
    .query(({ ctx, input }) => ctx.run((inner) => listStatements(inner, { ...input, customerId: ctx.customerId }))),
  ownCounts: memberProcedure("billing.read").query(({ ctx }) =>
    ctx.run((inner) => countStatements(inner, ctx.customerId)),
  ),
  /** One of the company's own, issued or not. */
  ownOne: memberProcedure("billing.read")
    .input(one)
    .query(({ ctx, input: { id } }) => ctx.run((inner) => statementPage(inner, { customerId: ctx.customerId, id }))),
  list: staffProcedure("billing.read")
    .input(statementQuery)
    .query(({ ctx, input: { customer, ...query } }) =>
      ctx.run((inner) => listStatements(inner, { ...query, customerId: customer })),
    ),
  counts: staffProcedure("billing.read")
    .input(statementFilter.omit({ state: true }))
    .query(({ ctx, input }) => ctx.run((inner) => countStatements(inner, input.customer))),
  one: staffProcedure("billing.read")
    .input(one)
    .query(({ ctx, input: { id } }) => ctx.run((inner) => statementPage(inner, { id }))),
  /** What was billed, as a page of a FOCUS file: the company's own, or one customer's or all. */
  ownCosts: memberProcedure("billing.read")
    .input(costQuery)
    .query(({ ctx, input }) => ctx.run((inner) => focusCosts(inner, { ...input, customerId: ctx.customerId }))),
  costs: staffProcedure("billing.read")
    .input(costQuery.extend({ customerId: z.string().min(1).max(100).optional() }))
    .query(({ ctx, input }) => ctx.run((inner) => focusCosts(inner, input))),
  /** Finance knows that it is being paid: no step of dunning is taken until then. */
  markOnItsWay: staffProcedure("billing.change")
    .input(onItsWayInput)
    .mutation(({ ctx, input }) => ctx.run((inner) => markOnItsWay(inner, input))),
  /** The mail about an issued one, once more. */
  send: staffProcedure("billing.change")
    .input(one)
    .mutation(({ ctx, input }) => ctx.run((inner) => sendStatement(inner, input))),
  /** Issues statements of periods that have ended, a hundred customers at a call. */
  issue: staffProcedure("billing.change")
    .input(issueInput)
    .mutation(({ ctx, input }) => issueStatements(ctx.request, input)),
});
