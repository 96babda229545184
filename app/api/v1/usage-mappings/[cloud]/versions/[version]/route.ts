import { cloudByName } from "@/server/clouds/queries";
import { methods } from "@/server/http/methods";
import { parseInput } from "@/server/parse-input";
import { mappingOf } from "@/server/usage/mappings/mapping-versions";
import { slugs } from "../../../../names";
import { serve } from "../../../../serve";
import { getMappingVersion, mappingVersionParams, shownMapping } from "../../../contract";

export const dynamic = "force-dynamic";

const get = serve(getMappingVersion, (program, { params: { cloud, ...params } }) => {
  const { version } = parseInput(mappingVersionParams, params);
  return program.see(undefined, async (ctx) =>
    shownMapping(await mappingOf(ctx, (await cloudByName(ctx, cloud)).id, version), await slugs(ctx)),
  );
});

export const { GET, POST, PUT, PATCH, DELETE, OPTIONS } = methods({ GET: get });
