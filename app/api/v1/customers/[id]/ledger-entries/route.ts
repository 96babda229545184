import { methods } from "@/server/http/methods";
import { entriesUntil } from "@/server/money/balance-at";
import { listEntries, shownEntry } from "../../../journal/contract";
import { serve } from "../../../serve";

export const dynamic = "force-dynamic";

const get = serve(listEntries, (program, { params, query: { at, after, limit } }) =>
  program.on(params.id, async (ctx, customerId) => {
    const page = await entriesUntil(ctx, { customerId, at, cursor: after, limit });
    return { entries: page.rows.map(shownEntry), next: page.nextCursor };
  }),
);

export const { GET, POST, PUT, PATCH, DELETE, OPTIONS } = methods({ GET: get });
