import { z } from "zod";
import { listClouds } from "../../clouds/queries";
import { testConnection } from "../../clouds/test-connection";
import { exchangeById, listExchanges } from "../../reads/cloud-exchanges";
import { cloudFigures } from "../../reads/cloud-figures";
import { cloudInventory } from "../../reads/cloud-inventory";
import { discoveredAtClouds } from "../../reads/discovered-instances";
import { exchangeQuery } from "../../reads/input";
import { router, staffProcedure } from "../init";

const slug = z.string().min(1).max(100);

/** Host clouds as staff see them: connections, inventory, exchanges. */
export const cloudsRouter = router({
  /** Names and colors of all clouds, in the order they were added. */
  names: staffProcedure("clouds.read").query(({ ctx }) => ctx.run((inner) => listClouds(inner))),

  figures: staffProcedure("clouds.read").query(({ ctx }) => ctx.run((inner) => cloudFigures(inner))),

  inventory: staffProcedure("clouds.read")
    .input(z.object({ cloud: slug.optional() }))
    .query(({ ctx, input }) => ctx.run((inner) => cloudInventory(inner, input))),

  /** Instances with this installation's tag that no overflow here accounts for. */
  discovered: staffProcedure("clouds.read")
    .input(z.object({ cloud: slug.optional() }))
    .query(({ ctx, input }) => ctx.run((inner) => discoveredAtClouds(inner, input))),

  exchanges: staffProcedure("clouds.read")
    .input(exchangeQuery)
    .query(({ ctx, input }) => ctx.run((inner) => listExchanges(inner, input))),

  exchange: staffProcedure("clouds.read")
    .input(z.object({ id: z.string().max(100) }))
    .query(({ ctx, input }) => ctx.run((inner) => exchangeById(inner, input.id))),

  test: staffProcedure("clouds.change")
    .input(z.object({ cloudId: z.string().max(100) }))
    .mutation(({ input }) => testConnection(input.cloudId)),
});
