import { methods } from "@/server/http/methods";
import { customerTax, setCustomerTax } from "@/server/money/customer-tax";
import { serve } from "../../../serve";
import { getCustomerTax, putCustomerTax, shownCustomerTax } from "../../../tax-rates/contract";

export const dynamic = "force-dynamic";

const get = serve(getCustomerTax, (program, { params }) =>
  program.on(params.id, async (ctx, customerId) => shownCustomerTax(await customerTax(ctx, customerId))),
);

const put = serve(putCustomerTax, (program, { params, body }) =>
  program.on(params.id, async (ctx, customerId) => {
    await setCustomerTax(ctx, customerId, body);
    return shownCustomerTax(await customerTax(ctx, customerId));
  }),
);

export const { GET, POST, PUT, PATCH, DELETE, OPTIONS } = methods({ GET: get, PUT: put });
