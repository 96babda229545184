import { methods } from "@/server/http/methods";
import { writeOffWritten } from "@/server/workflow/enter-payment";
import { writeOffOwed } from "../payments/contract";
import { serve } from "../serve";

export const dynamic = "force-dynamic";

const post = serve(writeOffOwed, (program, { body: { customer, statement: statementId, amount, reason: note } }) =>
  program.on(customer, async (ctx, customerId) => ({
    id: await writeOffWritten(ctx, { customerId, statementId, amount, note }),
  })),
);

export const { GET, POST, PUT, PATCH, DELETE, OPTIONS } = methods({ POST: post });
