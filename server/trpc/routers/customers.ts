import { z } from "zod";
import { changeCustomerState, changeOrTryTimeZone, renameCustomer } from "../../configuration/change-customer";
import { decideCreditLimit } from "../../configuration/decide-credit-limit";
import {
  changeTimeZoneInput,
  customerChangeInput,
  customerQuery,
  decideCreditLimitInput,
  inviteCustomerInput,
  renameCustomerInput,
  requestCreditLimitInput,
} from "../../configuration/input";
import { companyProfile, openCreditLimitRequests } from "../../configuration/queries";
import { setCreditLimit } from "../../configuration/set-credit-limit";
import { inviteCustomer } from "../../identity/invite-customer";
import { listCustomers } from "../../reads/customer-list";
import { router, staffProcedure } from "../init";

const customerId = z.string().min(1).max(100);

/** The provider's customers, as staff see them. */
export const customersRouter = router({
  list: staffProcedure("customers.read")
    .input(customerQuery)
    .query(({ ctx, input }) => ctx.run((inner) => listCustomers(inner, input))),
  get: staffProcedure("customers.read")
    .input(z.object({ customerId }))
    .query(({ ctx, input }) => ctx.run((inner) => companyProfile(inner, input.customerId))),
  invite: staffProcedure("customer.add")
    .input(inviteCustomerInput)
    .mutation(({ ctx, input }) => ctx.run((inner) => inviteCustomer(inner, input))),
  rename: staffProcedure("customer.change")
    .input(renameCustomerInput.extend({ customerId }))
    .mutation(({ ctx, input }) => ctx.run((inner) => renameCustomer(inner, input))),
  changeTimeZone: staffProcedure("customer.change")
    .input(changeTimeZoneInput.extend({ customerId }))
    .mutation(({ ctx, input }) => ctx.run((inner) => changeOrTryTimeZone(inner, input))),
  changeState: staffProcedure("customer.change")
    .input(customerChangeInput.extend({ customerId }))
    .mutation(({ ctx, input }) => ctx.run((inner) => changeCustomerState(inner, input))),
  creditLimitRequests: staffProcedure("customers.read").query(({ ctx }) =>
    ctx.run((inner) => openCreditLimitRequests(inner)),
  ),
  setCreditLimit: staffProcedure("credit_limit.decide")
    .input(requestCreditLimitInput.extend({ customerId }))
    .mutation(({ ctx, input }) => ctx.run((inner) => setCreditLimit(inner, input))),
  decideCreditLimit: staffProcedure("credit_limit.decide")
    .input(decideCreditLimitInput.and(z.object({ customerId })))
    .mutation(({ ctx, input }) => ctx.run((inner) => decideCreditLimit(inner, input))),
});
