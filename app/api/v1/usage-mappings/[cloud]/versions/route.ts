import { methods } from "@/server/http/methods";
import { listMappingVersions } from "@/server/usage/mappings/mapping-versions";
import { slugs } from "../../../names";
import { serve } from "../../../serve";
import { listMappings, shownMapping } from "../../contract";

export const dynamic = "force-dynamic";

const get = serve(listMappings, (program, { params, query: { after, limit } }) =>
  program.see(undefined, async (ctx) => {
    const names = await slugs(ctx);
    const page = await listMappingVersions(ctx, { cloud: params.cloud, cursor: after, limit });
    return { versions: page.rows.map((row) => shownMapping(row, names)), next: page.nextCursor };
  }),
);

export const { GET, POST, PUT, PATCH, DELETE, OPTIONS } = methods({ GET: get });
