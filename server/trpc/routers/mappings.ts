import { cloudByName } from "../../clouds/queries";
import { mappingInput, mappingQuery, mappingTrialInput, mappingVersionQuery } from "../../usage/mappings/input";
import { listMappingVersions, mappedCustomers, mappingOf } from "../../usage/mappings/mapping-versions";
import { setMapping } from "../../usage/mappings/set-mapping";
import { tryMapping } from "../../usage/mappings/try-mapping";
import { router, staffProcedure } from "../init";

/** The rules by which exports of a host cloud are read. */
export const mappingsRouter = router({
  one: staffProcedure("usage_mapping.read")
    .input(mappingQuery)
    .query(({ ctx, input: { cloud, version } }) =>
      ctx.run(async (inner) => {
        const mapping = await mappingOf(inner, (await cloudByName(inner, cloud)).id, version);
        return { ...mapping, customers: await mappedCustomers(inner, mapping.rules) };
      }),
    ),
  versions: staffProcedure("usage_mapping.read")
    .input(mappingVersionQuery)
    .query(({ ctx, input }) => ctx.run((inner) => listMappingVersions(inner, input))),

  set: staffProcedure("usage.change")
    .input(mappingInput)
    .mutation(({ ctx, input }) => ctx.run((inner) => setMapping(inner, input))),
  try: staffProcedure("usage.change")
    .input(mappingTrialInput)
    .mutation(({ ctx, input }) => tryMapping(ctx.request, input)),
});
