import { z } from "zod";
import { customerById } from "../../configuration/queries";
import { customerTax, setCustomerTax } from "../../money/customer-tax";
import { customerTaxInput, taxRateInput } from "../../money/input";
import { listTaxRates, removeTaxRate, setTaxRate } from "../../money/tax-rates";
import { router, staffProcedure } from "../init";

const id = z.string().min(1).max(100);

/** Tax rates of the provider, and how each customer is taxed. */
export const taxesRouter = router({
  rates: staffProcedure("billing.read").query(({ ctx }) => ctx.run((inner) => listTaxRates(inner))),
  setRate: staffProcedure("billing.change")
    .input(taxRateInput)
    .mutation(({ ctx, input }) => ctx.run((inner) => setTaxRate(inner, input))),
  removeRate: staffProcedure("billing.change")
    .input(z.object({ id }))
    .mutation(({ ctx, input }) => ctx.run((inner) => removeTaxRate(inner, input.id))),
  ofCustomer: staffProcedure("billing.read")
    .input(z.object({ customerId: id }))
    .query(({ ctx, input }) =>
      ctx.run(async (inner) => {
        const { id: customerId } = await customerById(inner, input.customerId);
        return customerTax(inner, customerId);
      }),
    ),
  setOfCustomer: staffProcedure("billing.change")
    .input(customerTaxInput.safeExtend({ customerId: id }))
    .mutation(({ ctx, input: { customerId, ...change } }) =>
      ctx.run(async (inner) => {
        await customerById(inner, customerId);
        await setCustomerTax(inner, customerId, change);
      }),
    ),
});
