import { z } from "zod";
import { machineFilter, machineNameInput } from "../../collection/input";
import { renameMachine } from "../../collection/rename-machine";
import { unitsInput } from "../../configuration/input";
import { reasonInput } from "../../licensing/input";
import { machineDetail } from "../../reads/machine-detail";
import { machineCounts, machinesOf } from "../../reads/machine-list";
import { approveAndActivate, rejectMachine } from "../../workflow/decide-machine";
import { installerFor } from "../../workflow/provision-machine";
import { endQuarantine, releaseMachine } from "../../workflow/release-machine";
import { setUnits } from "../../workflow/set-units";
import { customerProcedure, router, staffProcedure } from "../init";

const which = z.object({ machineId: z.string().min(1).max(100) });

export const machinesRouter = router({
  list: customerProcedure("machines.read")
    .input(machineFilter)
    .query(({ ctx, input }) => ctx.run((inner) => machinesOf(inner, ctx.customerId, input))),
  counts: customerProcedure("machines.read").query(({ ctx }) =>
    ctx.run((inner) => machineCounts(inner, ctx.customerId)),
  ),
  detail: customerProcedure("machines.read")
    .input(which)
    .query(({ ctx, input }) => ctx.run((inner) => machineDetail(inner, ctx.customerId, input.machineId))),

  /** For the console: every customer's. */
  listAll: staffProcedure("machines.read")
    .input(machineFilter)
    .query(({ ctx, input }) => ctx.run((inner) => machinesOf(inner, null, input))),
  countsAll: staffProcedure("machines.read").query(({ ctx }) => ctx.run((inner) => machineCounts(inner, null))),

  approve: customerProcedure("machines.approve")
    .input(which)
    .mutation(({ ctx, input }) =>
      ctx.run((inner) => approveAndActivate(inner, { ...input, customerId: ctx.customerId })),
    ),
  reject: customerProcedure("machines.approve")
    .input(which.extend({ reason: reasonInput }))
    .mutation(({ ctx, input }) => ctx.run((inner) => rejectMachine(inner, { ...input, customerId: ctx.customerId }))),
  /** Releases the seat: the license ends, and the machine receives the instruction to uninstall. */
  release: customerProcedure("licenses.release")
    .input(which.extend({ reason: reasonInput }))
    .mutation(({ ctx, input }) => ctx.run((inner) => releaseMachine(inner, { ...input, customerId: ctx.customerId }))),
  /** How many units of the workload it runs (Compute node). */
  setUnits: customerProcedure("machines.change")
    .input(which.and(unitsInput))
    .mutation(({ ctx, input }) => ctx.run((inner) => setUnits(inner, { ...input, customerId: ctx.customerId }))),
  /** Names it; an empty name gives back the one that it reports. */
  rename: customerProcedure("machines.change")
    .input(which.extend(machineNameInput.shape))
    .mutation(({ ctx, input }) => ctx.run((inner) => renameMachine(inner, { ...input, customerId: ctx.customerId }))),
  endQuarantine: customerProcedure("machines.approve")
    .input(which)
    .mutation(({ ctx, input }) => ctx.run((inner) => endQuarantine(inner, { ...input, customerId: ctx.customerId }))),

  /** The installer made for a machine that reported, as a file; its own link's token is in it. */
  installer: customerProcedure("links.change")
    .input(which)
    .mutation(({ ctx, input }) => installerFor(ctx.request, { ...input, customerId: ctx.customerId })),
});
