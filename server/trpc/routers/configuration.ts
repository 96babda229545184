import { confirmIdentifier } from "../../configuration/confirm-identifier";
import {
  confirmIdentifierInput,
  requestCreditLimitInput,
  setBillingInformationInput,
  setContactInput,
} from "../../configuration/input";
import { companyProfile } from "../../configuration/queries";
import { requestCreditLimit } from "../../configuration/request-credit-limit";
import { setBillingInformation } from "../../configuration/set-billing-information";
import { setContact } from "../../configuration/set-contact";
import { advanceInformed } from "../../workflow/advance-waiting-machines";
import { customerProcedure, router } from "../init";

/** Customer information, entered by the company's people or by staff for them. */
export const configurationRouter = router({
  profile: customerProcedure("customer.read").query(({ ctx }) =>
    ctx.run((inner) => companyProfile(inner, ctx.customerId)),
  ),
  setContact: customerProcedure("contact.set")
    .input(setContactInput)
    .mutation(async ({ ctx, input }) => {
      const { customerId, request } = ctx;
      await advanceInformed(request, customerId, await ctx.run((inner) => setContact(inner, { ...input, customerId })));
    }),
  confirmIdentifier: customerProcedure("identifier.confirm")
    .input(confirmIdentifierInput)
    .mutation(async ({ ctx, input }) => {
      const { customerId, request } = ctx;
      await advanceInformed(
        request,
        customerId,
        await ctx.run((inner) => confirmIdentifier(inner, { ...input, customerId })),
      );
    }),
  setBillingInformation: customerProcedure("billing_information.set")
    .input(setBillingInformationInput)
    .mutation(({ ctx, input }) =>
      ctx.run((inner) => setBillingInformation(inner, { ...input, customerId: ctx.customerId })),
    ),
  requestCreditLimit: customerProcedure("credit_limit.request")
    .input(requestCreditLimitInput)
    .mutation(async ({ ctx, input }) => {
      const { customerId, request } = ctx;
      await advanceInformed(
        request,
        customerId,
        await ctx.run((inner) => requestCreditLimit(inner, { ...input, customerId })),
      );
    }),
});
