import { z } from "zod";
import { addSubscription } from "../../billing/add-subscription";
import { addSubscriptionInput } from "../../billing/input";
import { listSubscriptions } from "../../billing/list-subscriptions";
import { listMeters, listPlans } from "../../catalogue/queries";
import { router, staffProcedure } from "../init";

const customerId = z.string().min(1).max(100);

/** What customers have agreed to: plans, and limits that no host cloud learns. */
export const subscriptionsRouter = router({
  ofCustomer: staffProcedure("customers.read")
    .input(z.object({ customerId }))
    .query(({ ctx, input }) => ctx.run((inner) => listSubscriptions(inner, input.customerId))),
  choices: staffProcedure("customers.read").query(({ ctx }) =>
    ctx.run(async (inner) => ({ plans: await listPlans(inner), meters: await listMeters(inner) })),
  ),
  add: staffProcedure("subscriptions.change")
    .input(addSubscriptionInput.and(z.object({ customerId })))
    .mutation(({ ctx, input }) =>
      ctx.run((inner) => {
        const { customerId, plan, ...parameter } = input;
        return addSubscription(inner, { customerId, planId: plan, validFrom: inner.now, parameters: [parameter] });
      }),
    ),
});
