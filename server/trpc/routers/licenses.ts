import { z } from "zod";
import { licenseFilter, reasonInput } from "../../licensing/input";
import { accountsOf, documentsOf, licenseById, licensesOf, verdictOf } from "../../licensing/queries";
import { resumeLicense } from "../../licensing/resume-license";
import { revokeLicense } from "../../licensing/revoke-license";
import { suspendLicense } from "../../licensing/suspend-license";
import { releaseMachine, transferSeat } from "../../workflow/release-machine";
import { customerProcedure, router, staffProcedure } from "../init";

const which = z.object({ licenseId: z.string().min(1).max(100) });
const because = which.extend({ reason: reasonInput });

export const licensesRouter = router({
  list: customerProcedure("licenses.read")
    .input(licenseFilter)
    .query(({ ctx, input }) => ctx.run((inner) => licensesOf(inner, ctx.customerId, input))),
  accounts: customerProcedure("licenses.read").query(({ ctx }) =>
    ctx.run((inner) => accountsOf(inner, ctx.customerId)),
  ),
  detail: customerProcedure("licenses.read")
    .input(which)
    .query(({ ctx, input }) =>
      ctx.run(async (inner) => {
        const license = await licenseById(inner, ctx.customerId, input.licenseId);
        const { code, sentence, valid } = await verdictOf(inner, ctx.customerId, license.machineId);
        const documents = await documentsOf(inner, ctx.customerId, license.id);
        return { license, verdict: { code, sentence, valid }, documents };
      }),
    ),

  /** For the console: every customer's. */
  listAll: staffProcedure("licenses.read")
    .input(licenseFilter)
    .query(({ ctx, input }) => ctx.run((inner) => licensesOf(inner, null, input))),
  accountsAll: staffProcedure("licenses.read").query(({ ctx }) => ctx.run((inner) => accountsOf(inner, null))),

  /** Frees the seat: the license ends, its machine is retired and told to uninstall. */
  release: customerProcedure("licenses.release")
    .input(because)
    .mutation(({ ctx, input }) =>
      ctx.run(async (inner) => {
        const { machineId } = await licenseById(inner, ctx.customerId, input.licenseId);
        await releaseMachine(inner, { customerId: ctx.customerId, machineId, reason: input.reason });
      }),
    ),
  /** Moves license and seat to a machine that has reported and waits. */
  transfer: customerProcedure("licenses.release")
    .input(because.extend({ toMachineId: z.string().min(1).max(100) }))
    .mutation(({ ctx, input }) => ctx.run((inner) => transferSeat(inner, { ...input, customerId: ctx.customerId }))),
  suspend: customerProcedure("licenses.change")
    .input(because)
    .mutation(({ ctx, input }) => ctx.run((inner) => suspendLicense(inner, { ...input, customerId: ctx.customerId }))),
  resume: customerProcedure("licenses.change")
    .input(which)
    .mutation(({ ctx, input }) => ctx.run((inner) => resumeLicense(inner, { ...input, customerId: ctx.customerId }))),
  revoke: customerProcedure("licenses.change")
    .input(because)
    .mutation(({ ctx, input }) => ctx.run((inner) => revokeLicense(inner, { ...input, customerId: ctx.customerId }))),
});
