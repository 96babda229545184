import { methods } from "@/server/http/methods";
import { listBatches } from "@/server/usage/questions/queries";
import { serve } from "../serve";
import { listUsageBatches } from "./contract";

export const dynamic = "force-dynamic";

const get = serve(listUsageBatches, (program, { query: { customer, after, limit } }) =>
  program.see(customer, async (ctx, customerId) => {
    const page = await listBatches(ctx, { customerId: customerId ?? undefined, cursor: after, limit });
    const batches = page.rows.map(({ receivedAt, ...batch }) => ({ ...batch, receivedAt: receivedAt.toISOString() }));
    return { batches, next: page.nextCursor };
  }),
);

export const { GET, POST, PUT, PATCH, DELETE, OPTIONS } = methods({ GET: get });
