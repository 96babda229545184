import { methods } from "@/server/http/methods";
import { markOnItsWay } from "@/server/money/promise-payment";
import { serve } from "../../../serve";
import { markPaymentOnItsWay } from "../../contract";

export const dynamic = "force-dynamic";

const put = serve(markPaymentOnItsWay, (program, { params: { id: statementId }, body: { customer, until } }) =>
  program.on(customer, async (ctx, customerId) => {
    await markOnItsWay(ctx, { customerId, statementId, until });
    return null;
  }),
);

export const { GET, POST, PUT, PATCH, DELETE, OPTIONS } = methods({ PUT: put });
