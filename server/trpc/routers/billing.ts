import { z } from "zod";
import { draftQuery } from "../../money/input";
import { draftOfMonth, waitingMonths } from "../../money/open-months";
import { customerExposure } from "../../overflow/customer-exposure";
import { countEvents, listEvents } from "../../reads/event-list";
import { eventPage } from "../../reads/event-page";
import { ownFailingStandings } from "../../reads/failing-standings";
import { eventFilter, eventQuery } from "../../reads/input";
import { cloudLooks, standingsOf } from "../../reads/standings";
import { useBeforeToday } from "../../reads/use-before-today";
import { customerProcedure, memberProcedure, router } from "../init";

const ownEvents = eventFilter.omit({ customer: true });

/** Where a company's use stands against its limits, what was raised, and what it comes to. */
export const billingRouter = router({
  standings: customerProcedure("billing.read").query(({ ctx }) =>
    ctx.run((inner) => standingsOf(inner, ctx.customerId)),
  ),
  /** Standings of the company that cannot be judged at the moment. */
  failing: customerProcedure("billing.read").query(({ ctx }) =>
    ctx.run((inner) => ownFailingStandings(inner, ctx.customerId)),
  ),
  /** What each host cloud had used when the company's day began, by limit. */
  beforeToday: customerProcedure("billing.read").query(({ ctx }) =>
    ctx.run((inner) => useBeforeToday(inner, ctx.customerId)),
  ),
  exposure: customerProcedure("billing.read").query(({ ctx }) =>
    ctx.run((inner) => customerExposure(inner, ctx.customerId)),
  ),
  /** The draft of the statement of a month that is not closed; of the running one where none is named. */
  period: customerProcedure("billing.read")
    .input(draftQuery.prefault({}))
    .query(({ ctx, input }) => ctx.run((inner) => draftOfMonth(inner, ctx.customerId, input.month))),
  /** Drafts of months that have ended and wait for their statement. */
  waitingMonths: customerProcedure("billing.read").query(({ ctx }) =>
    ctx.run((inner) => waitingMonths(inner, ctx.customerId)),
  ),
  /** Names and colors of the host clouds. */
  clouds: memberProcedure("billing.read").query(({ ctx }) => ctx.run((inner) => cloudLooks(inner))),

  events: memberProcedure("billing.read")
    .input(eventQuery.omit({ customer: true }))
    .query(({ ctx, input }) => ctx.run((inner) => listEvents(inner, { ...input, customer: ctx.customerId }))),
  eventCounts: memberProcedure("billing.read")
    .input(ownEvents)
    .query(({ ctx, input }) => ctx.run((inner) => countEvents(inner, { ...input, customer: ctx.customerId }))),
  /**
   * One event with everything that was done about it. The company's role sees its own alone: another's is not found.
   */
  event: memberProcedure("billing.read")
    .input(z.object({ number: z.number().int().min(1).max(2_147_483_647) }))
    .query(({ ctx, input }) => ctx.run((inner) => eventPage(inner, input.number))),
});
