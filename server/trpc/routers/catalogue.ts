import { z } from "zod";
import { changeMeter } from "../../catalogue/change-meter";
import { changeMeterInput } from "../../catalogue/input";
import { listArtefacts, listMeters } from "../../catalogue/queries";
import { serviceHealth } from "../../monitoring/queries";
import { listOffers } from "../../reads/offers";
import { customerProcedure, router, staffProcedure } from "../init";

export const catalogueRouter = router({
  services: customerProcedure("catalogue.read").query(({ ctx }) => ctx.run(listOffers)),
  meters: customerProcedure("catalogue.read").query(({ ctx }) => ctx.run(listMeters)),

  /** For the console: the same without a customer. */
  allServices: staffProcedure("catalogue.read").query(({ ctx }) => ctx.run(listOffers)),
  allMeters: staffProcedure("catalogue.read").query(({ ctx }) => ctx.run(listMeters)),
  /** The plausible maximum of a meter's records. */
  changeMeter: staffProcedure("usage.change")
    .input(changeMeterInput)
    .mutation(({ ctx, input }) => ctx.run((inner) => changeMeter(inner, input))),
  artefacts: staffProcedure("catalogue.read")
    .input(z.object({ serviceId: z.string().max(100).optional() }))
    .query(({ ctx, input }) => ctx.run((inner) => listArtefacts(inner, input.serviceId))),

  /** Availability and performance over the last week, of all customers. */
  health: staffProcedure("machines.read").query(({ ctx }) => ctx.run(serviceHealth)),
});
