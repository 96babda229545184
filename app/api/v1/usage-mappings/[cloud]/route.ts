import { cloudByName } from "@/server/clouds/queries";
import { methods } from "@/server/http/methods";
import { mappingOf } from "@/server/usage/mappings/mapping-versions";
import { setMapping } from "@/server/usage/mappings/set-mapping";
import { slugs } from "../../names";
import { serve } from "../../serve";
import { getMapping, setMapping as set, shownMapping } from "../contract";

export const dynamic = "force-dynamic";

const get = serve(getMapping, (program, { params }) =>
  program.see(undefined, async (ctx) =>
    shownMapping(await mappingOf(ctx, (await cloudByName(ctx, params.cloud)).id), await slugs(ctx)),
  ),
);

const put = serve(set, (program, { params, body }) =>
  program.see(undefined, async (ctx) =>
    shownMapping(await setMapping(ctx, { ...body, cloud: params.cloud }), await slugs(ctx)),
  ),
);

export const { GET, POST, PUT, PATCH, DELETE, OPTIONS } = methods({ GET: get, PUT: put });
