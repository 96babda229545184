import { methods } from "@/server/http/methods";
import { listConflicts } from "@/server/usage/corrections/usage-conflicts";
import { serve } from "../serve";
import { listUsageConflicts, shownConflict } from "./contract";

export const dynamic = "force-dynamic";

const get = serve(listUsageConflicts, (program, { query: { customer, after, ...query } }) =>
  program.see(customer, async (ctx, customerId) => {
    const page = await listConflicts(ctx, { ...query, customerId: customerId ?? undefined, cursor: after });
    return {
      conflicts: page.rows.map((row) => shownConflict(row, { own: program.actor.customerId !== null })),
      next: page.nextCursor,
    };
  }),
);

export const { GET, POST, PUT, PATCH, DELETE, OPTIONS } = methods({ GET: get });
