import { z } from "zod";
import { addMeter } from "../../catalogue/add-meter";
import { changeMeterInput, newMeterInput } from "../../catalogue/input";
import { listArtefacts, listMeters } from "../../catalogue/queries";
import { serviceHealth } from "../../monitoring/queries";
import { listOffers } from "../../reads/offers";
import { changeMeter } from "../../workflow/change-meter";
import { customerProcedure, router, staffProcedure } from "../init";

export const catalogueRouter = router({
  services: customerProcedure("catalogue.read").query(({ ctx }) => ctx.run(listOffers)),
  meters: customerProcedure("catalogue.read").query(({ ctx }) => ctx.run(listMeters)),

  /** For the console: the same without a customer. */
  allServices: staffProcedure("catalogue.read").query(({ ctx }) => ctx.run(listOffers)),
  allMeters: staffProcedure("catalogue.read").query(({ ctx }) => ctx.run(listMeters)),
  addMeter: staffProcedure("usage.change")
    .input(newMeterInput)
    .mutation(({ ctx, input }) => ctx.run((inner) => addMeter(inner, input))),
  changeMeter: staffProcedure("usage.change")
    .input(changeMeterInput)
    .mutation(({ ctx, input }) => ctx.run((inner) => changeMeter(inner, input))),
  artefacts: staffProcedure("catalogue.read")
    .input(z.object({ serviceId: z.string().max(100).optional() }))
    .query(({ ctx, input }) => ctx.run((inner) => listArtefacts(inner, input.serviceId))),

  /** Availability and performance over the last week, of all customers. */
  health: staffProcedure("machines.read").query(({ ctx }) => ctx.run(serviceHealth)),
});
