import { methods } from "@/server/http/methods";
import { listImportRows } from "@/server/usage/imports/usage-imports";
import { serve } from "../../../serve";
import { listImportRows as list, shownImportRow } from "../../contract";

export const dynamic = "force-dynamic";

const get = serve(list, (program, { params, query: { after, ...query } }) =>
  program.see(undefined, async (ctx) => {
    const page = await listImportRows(ctx, { ...query, importId: params.id, cursor: after });
    return {
      rows: page.rows.map(shownImportRow),
      next: page.nextCursor,
    };
  }),
);

export const { GET, POST, PUT, PATCH, DELETE, OPTIONS } = methods({ GET: get });
