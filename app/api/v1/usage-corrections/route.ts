import { methods } from "@/server/http/methods";
import { listCorrections } from "@/server/usage/corrections/list-corrections";
import { serve } from "../serve";
import { listUsageCorrections, shownCorrection } from "./contract";

export const dynamic = "force-dynamic";

const get = serve(listUsageCorrections, (program, { query: { customer, after, limit } }) =>
  program.see(customer, async (ctx, customerId) => {
    const page = await listCorrections(ctx, { customerId: customerId ?? undefined, cursor: after, limit });
    return {
      corrections: page.rows.map((row) => shownCorrection(row, { own: program.actor.customerId !== null })),
      next: page.nextCursor,
    };
  }),
);

export const { GET, POST, PUT, PATCH, DELETE, OPTIONS } = methods({ GET: get });
