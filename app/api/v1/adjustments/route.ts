import { methods } from "@/server/http/methods";
import { listAdjustments } from "@/server/money/adjustments";
import { serve } from "../serve";
import { listProposals, shownAdjustment } from "./contract";

export const dynamic = "force-dynamic";

const get = serve(listProposals, (program, { query: { customer, state, after, limit } }) =>
  program.see(customer, async (ctx, customerId) => {
    const page = await listAdjustments(ctx, { customerId: customerId ?? undefined, state, cursor: after, limit });
    return {
      adjustments: page.rows.map((row) => shownAdjustment(row, { own: program.actor.customerId !== null })),
      next: page.nextCursor,
    };
  }),
);

export const { GET, POST, PUT, PATCH, DELETE, OPTIONS } = methods({ GET: get });
