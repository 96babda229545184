import { methods } from "@/server/http/methods";
import { listPayments } from "@/server/money/post-payment";
import { enterWrittenPayment } from "@/server/workflow/enter-payment";
import { serve } from "../serve";
import { enterReceived, listReceived, shownPayment } from "./contract";

export const dynamic = "force-dynamic";

const get = serve(listReceived, (program, { query: { customer, after, limit } }) =>
  program.see(customer, async (ctx, customerId) => {
    const page = await listPayments(ctx, { customerId: customerId ?? undefined, cursor: after, limit });
    return { payments: page.rows.map(shownPayment), next: page.nextCursor };
  }),
);

const post = serve(enterReceived, (program, { body: { customer, statement: statementId, ...payment } }) =>
  program.on(customer, async (ctx, customerId) => ({
    id: await enterWrittenPayment(ctx, { customerId, statementId, ...payment }),
  })),
);

export const { GET, POST, PUT, PATCH, DELETE, OPTIONS } = methods({ GET: get, POST: post });
