import { methods } from "@/server/http/methods";
import { listSetAside } from "@/server/usage/corrections/decide-set-aside";
import { serve } from "../serve";
import { listSetAside as list, shownSetAside } from "./contract";

export const dynamic = "force-dynamic";

const get = serve(list, (program, { query: { customer, after, limit } }) =>
  program.see(customer, async (ctx, customerId) => {
    const { rows, nextCursor } = await listSetAside(ctx, { customerId: customerId ?? undefined, cursor: after, limit });
    return { records: rows.map(shownSetAside), next: nextCursor };
  }),
);

export const { GET, POST, PUT, PATCH, DELETE, OPTIONS } = methods({ GET: get });
