import { methods } from "@/server/http/methods";
import { listBatches } from "@/server/usage/questions/queries";
import { serve } from "../serve";
import { listUsageBatches } from "../usage/contract";

export const dynamic = "force-dynamic";

const get = serve(listUsageBatches, (program, { query }) =>
  program.see(query.customer, async (ctx, customerId) => ({
    batches: (await listBatches(ctx, { customerId: customerId ?? undefined })).map(({ receivedAt, ...batch }) => ({
      ...batch,
      receivedAt: receivedAt.toISOString(),
    })),
  })),
);

export const { GET, POST, PUT, PATCH, DELETE, OPTIONS } = methods({ GET: get });
