import { methods } from "@/server/http/methods";
import { enterWrittenRefund } from "@/server/workflow/enter-payment";
import { enterReturned } from "../payments/contract";
import { serve } from "../serve";

export const dynamic = "force-dynamic";

const post = serve(enterReturned, (program, { body: { customer, reason: note, ...refund } }) =>
  program.on(customer, async (ctx, customerId) => ({
    id: await enterWrittenRefund(ctx, { customerId, note, ...refund }),
  })),
);

export const { GET, POST, PUT, PATCH, DELETE, OPTIONS } = methods({ POST: post });
