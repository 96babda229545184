import { methods } from "@/server/http/methods";
import { listImports } from "@/server/usage/imports/usage-imports";
import { slugs } from "../names";
import { serve } from "../serve";
import { listImports as list, shownImport } from "./contract";

export const dynamic = "force-dynamic";

const get = serve(list, (program, { query: { customer, after, limit } }) =>
  program.see(customer, async (ctx, customerId) => {
    const names = await slugs(ctx);
    const page = await listImports(ctx, { customerId: customerId ?? undefined, cursor: after, limit });
    return { imports: page.rows.map((row) => shownImport(row, names)), next: page.nextCursor };
  }),
);

export const { GET, POST, PUT, PATCH, DELETE, OPTIONS } = methods({ GET: get });
