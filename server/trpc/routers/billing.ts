import { z } from "zod";
import { billingEventByNumber } from "../../billing/event-detail";
import { exposureOf } from "../../billing/exposure";
import { eventNumberInput, listEventsInput } from "../../billing/input";
import { listBillingEvents } from "../../billing/list-billing-events";
import { cloudLooks, standingsOf } from "../../billing/queries";
import { runningPeriod } from "../../billing/running-period";
import { customerProcedure, memberProcedure, router, staffProcedure } from "../init";

/** Where use stands against its limits, what was raised, and what it comes to. */
export const billingRouter = router({
  standings: customerProcedure("billing.read").query(({ ctx }) =>
    ctx.run((inner) => standingsOf(inner, ctx.customerId)),
  ),
  exposure: customerProcedure("billing.read").query(({ ctx }) => ctx.run((inner) => exposureOf(inner, ctx.customerId))),
  /** The draft of the running month's statement. */
  period: customerProcedure("billing.read").query(({ ctx }) =>
    ctx.run((inner) => runningPeriod(inner, ctx.customerId)),
  ),
  /** Names and colors of the host clouds. */
  clouds: memberProcedure("billing.read").query(({ ctx }) => ctx.run((inner) => cloudLooks(inner))),

  events: customerProcedure("billing.read")
    .input(listEventsInput)
    .query(({ ctx, input }) => ctx.run((inner) => listBillingEvents(inner, ctx.customerId, input))),
  event: memberProcedure("billing.read")
    .input(eventNumberInput)
    .query(({ ctx, input }) =>
      ctx.run((inner) => billingEventByNumber(inner, { ...input, customerId: ctx.customerId })),
    ),

  /** Everybody's, or one customer's, for staff. */
  providerEvents: staffProcedure("billing.read")
    .input(listEventsInput.extend({ customer: z.string().max(100).optional() }))
    .query(({ ctx, input }) => ctx.run((inner) => listBillingEvents(inner, input.customer ?? null, input))),
  providerEvent: staffProcedure("billing.read")
    .input(eventNumberInput)
    .query(({ ctx, input }) => ctx.run((inner) => billingEventByNumber(inner, { ...input, customerId: null }))),
});
