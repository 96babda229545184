import { methods } from "@/server/http/methods";
import { listBatches } from "@/server/usage/questions/queries";
import { serve } from "../serve";
import { listUsageBatches, shownBatch } from "./contract";

export const dynamic = "force-dynamic";

const get = serve(listUsageBatches, (program, { query: { customer, after, limit } }) =>
  program.see(customer, async (ctx, customerId) => {
    const page = await listBatches(ctx, { customerId: customerId ?? undefined, cursor: after, limit });
    return { batches: page.rows.map(shownBatch), next: page.nextCursor };
  }),
);

export const { GET, POST, PUT, PATCH, DELETE, OPTIONS } = methods({ GET: get });
