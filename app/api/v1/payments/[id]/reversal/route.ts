import { methods } from "@/server/http/methods";
import { reversePayment } from "@/server/money/post-payment";
import { serve } from "../../../serve";
import { reverseReceived } from "../../contract";

export const dynamic = "force-dynamic";

const post = serve(reverseReceived, (program, { params: { id }, body: { customer, reason } }) =>
  program.on(customer, async (ctx, customerId) => {
    await reversePayment(ctx, { customerId, id, reason });
    return null;
  }),
);

export const { GET, POST, PUT, PATCH, DELETE, OPTIONS } = methods({ POST: post });
