import { z } from "zod";
import { CloudError } from "../../clouds/driver";
import { openCloud } from "../../clouds/driver-for";
import { listClouds } from "../../clouds/queries";
import { DomainError } from "../../errors";
import { exchangeById, listExchanges } from "../../reads/cloud-exchanges";
import { cloudFigures } from "../../reads/cloud-figures";
import { cloudInventory } from "../../reads/cloud-inventory";
import { exchangeFilter } from "../../reads/input";
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

  exchanges: staffProcedure("clouds.read")
    .input(
      exchangeFilter.extend({
        after: z.string().max(100).optional(),
        limit: z.number().int().min(1).max(500).default(50),
      }),
    )
    .query(({ ctx, input }) => ctx.run((inner) => listExchanges(inner, input))),

  exchange: staffProcedure("clouds.read")
    .input(z.object({ id: z.string().max(100) }))
    .query(({ ctx, input }) => ctx.run((inner) => exchangeById(inner, input.id))),

  /** Asks the cloud now whether it answers, outside any transaction; stored as an exchange. */
  test: staffProcedure("clouds.change")
    .input(z.object({ cloudId: z.string().max(100) }))
    .mutation(async ({ input }) => {
      const { driver } = await openCloud(input.cloudId, { subjectKind: "connection_test", subjectId: input.cloudId });
      try {
        return await driver.testConnection();
      } catch (error) {
        if (error instanceof CloudError) throw new DomainError("unavailable", error.message);
        throw error;
      }
    }),
});
