import { methods } from "@/server/http/methods";
import { listCharges as list } from "@/server/money/list-charges";
import { listCharges, shownCharge } from "../../../charges/contract";
import { serve } from "../../../serve";

export const dynamic = "force-dynamic";

const get = serve(listCharges, (program, { params, query: { after, limit } }) =>
  program.on(params.id, async (ctx, customerId) => {
    const { rows, nextCursor } = await list(ctx, { customerId, cursor: after, limit });
    return { charges: rows.map(shownCharge), next: nextCursor };
  }),
);

export const { GET, POST, PUT, PATCH, DELETE, OPTIONS } = methods({ GET: get });
