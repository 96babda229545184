import { z } from "zod";
import { addDiscount, endDiscount } from "../../billing/discounts";
import {
  addSubscriptionInput,
  changeLimitInput,
  discountInput,
  endDiscountInput,
  endLimitInput,
  moveInput,
  timeNamed,
} from "../../billing/input";
import { listSubscriptions } from "../../billing/list-subscriptions";
import { moveSubscription } from "../../billing/move-subscription";
import { pricedSubscriptions } from "../../billing/priced-subscriptions";
import { listMeters, listPlans } from "../../catalogue/queries";
import { listClouds } from "../../clouds/queries";
import { otherUseInput } from "../../usage/corrections/input";
import { changeLimit, endLimit, subscribe } from "../../workflow/agree-limits";
import { changeOrPreview } from "../../workflow/preview-change";
import { previewOtherUse } from "../../workflow/preview-use";
import { router, staffProcedure } from "../init";

const customerId = z.string().min(1).max(100);
const limitId = { customerId, parameterId: z.string().min(1).max(100) };

/** What customers have agreed to: plans, and limits that no host cloud learns. */
export const subscriptionsRouter = router({
  ofCustomer: staffProcedure("customers.read")
    .input(z.object({ customerId }))
    .query(({ ctx, input }) => ctx.run((inner) => listSubscriptions(inner, input.customerId))),
  choices: staffProcedure("customers.read").query(({ ctx }) =>
    ctx.run(async (inner) => ({
      plans: await listPlans(inner),
      meters: await listMeters(inner),
      clouds: (await listClouds(inner)).map(({ slug, name }) => ({ slug, name })),
    })),
  ),
  add: staffProcedure("subscriptions.change")
    .input(addSubscriptionInput.and(z.object({ customerId })))
    .mutation(({ ctx, input }) =>
      ctx.run((inner) => {
        const { customerId, plan, mode, from, ...parameter } = input;
        const validFrom = timeNamed(inner, from);
        return subscribe(inner, { customerId, planId: plan, validFrom, mode, parameters: [parameter] });
      }),
    ),
  change: staffProcedure("subscriptions.change")
    .input(changeLimitInput.extend(limitId))
    .mutation(({ ctx, input: { customerId, parameterId, from, preview, ...change } }) =>
      ctx.run((inner) =>
        changeOrPreview(inner, { preview }, (tried) =>
          changeLimit(tried, { customerId, parameterId, from: timeNamed(inner, from), change }),
        ),
      ),
    ),
  end: staffProcedure("subscriptions.change")
    .input(endLimitInput.extend(limitId))
    .mutation(({ ctx, input: { customerId, parameterId, at, preview } }) =>
      ctx.run((inner) =>
        changeOrPreview(inner, { preview }, (tried) =>
          endLimit(tried, { customerId, parameterId, at: at === null ? null : timeNamed(inner, at) }),
        ),
      ),
    ),
  /** Which versions and discounts a customer's subscriptions have. */
  priced: staffProcedure("customers.read")
    .input(z.object({ customerId }))
    .query(({ ctx, input }) => ctx.run((inner) => pricedSubscriptions(inner, input.customerId))),
  move: staffProcedure("subscriptions.change")
    .input(moveInput)
    .mutation(({ ctx, input: { at, ...of } }) =>
      ctx.run((inner) => moveSubscription(inner, { ...of, at: at === "now" ? inner.now : at })),
    ),
  addDiscount: staffProcedure("subscriptions.change")
    .input(discountInput)
    .mutation(({ ctx, input: { from, until, ...of } }) =>
      ctx.run((inner) => addDiscount(inner, { ...of, validFrom: timeNamed(inner, from), validTo: until ?? null })),
    ),
  endDiscount: staffProcedure("subscriptions.change")
    .input(endDiscountInput)
    .mutation(({ ctx, input: { at, ...of } }) =>
      ctx.run((inner) => endDiscount(inner, { ...of, at: timeNamed(inner, at) })),
    ),
  /** What standings would say by other use; a mutation since a list of uses is too long for an address. */
  previewUse: staffProcedure("preview.read")
    .input(otherUseInput)
    .mutation(({ ctx, input }) => ctx.run((inner) => previewOtherUse(inner, input))),
});
