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
import { customerProcedure, router } from "../init";

/** What a company tells about itself, entered by its people or by staff for them. */
export const configurationRouter = router({
  profile: customerProcedure("customer.read").query(({ ctx }) =>
    ctx.run((inner) => companyProfile(inner, ctx.customerId)),
  ),
  setContact: customerProcedure("contact.set")
    .input(setContactInput)
    .mutation(({ ctx, input }) => ctx.run((inner) => setContact(inner, { ...input, customerId: ctx.customerId }))),
  confirmIdentifier: customerProcedure("identifier.confirm")
    .input(confirmIdentifierInput)
    .mutation(({ ctx, input }) =>
      ctx.run((inner) => confirmIdentifier(inner, { ...input, customerId: ctx.customerId })),
    ),
  setBillingInformation: customerProcedure("billing_information.set")
    .input(setBillingInformationInput)
    .mutation(({ ctx, input }) =>
      ctx.run((inner) => setBillingInformation(inner, { ...input, customerId: ctx.customerId })),
    ),
  requestCreditLimit: customerProcedure("credit_limit.request")
    .input(requestCreditLimitInput)
    .mutation(({ ctx, input }) =>
      ctx.run((inner) => requestCreditLimit(inner, { ...input, customerId: ctx.customerId })),
    ),
});
