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
import type { Request } from "../../context";
import { log } from "../../log";
import { advanceMachine } from "../../workflow/provision-machine";
import { customerProcedure, router } from "../init";

/**
 * Carries on the machines that waited for what has just arrived, after its commit. What fails here is done by the next
 * reconciliation.
 */
async function goOn(request: Request, customerId: string, { machineIds }: { machineIds: string[] }): Promise<void> {
  for (const machineId of machineIds.slice(0, 20))
    await advanceMachine(request, { customerId, machineId }).catch((error) =>
      log.error({ requestId: request.requestId, machineId, err: error }, "a waiting machine could not be advanced"),
    );
}

/** What a company tells about itself, entered by its people or by staff for them. */
export const configurationRouter = router({
  profile: customerProcedure("customer.read").query(({ ctx }) =>
    ctx.run((inner) => companyProfile(inner, ctx.customerId)),
  ),
  setContact: customerProcedure("contact.set")
    .input(setContactInput)
    .mutation(async ({ ctx, input }) => {
      const { customerId, request } = ctx;
      await goOn(request, customerId, await ctx.run((inner) => setContact(inner, { ...input, customerId })));
    }),
  confirmIdentifier: customerProcedure("identifier.confirm")
    .input(confirmIdentifierInput)
    .mutation(async ({ ctx, input }) => {
      const { customerId, request } = ctx;
      await goOn(request, customerId, await ctx.run((inner) => confirmIdentifier(inner, { ...input, customerId })));
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
      await goOn(request, customerId, await ctx.run((inner) => requestCreditLimit(inner, { ...input, customerId })));
    }),
});
