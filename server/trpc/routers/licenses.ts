import { z } from "zod";
import { authorize } from "../../identity/permissions";
import { bulkInput, licenseFilter, reasonInput } from "../../licensing/input";
import { issueAgain } from "../../licensing/issue-again";
import { resumeLicense } from "../../licensing/resume-license";
import { revokeLicense } from "../../licensing/revoke-license";
import { suspendLicense } from "../../licensing/suspend-license";
import { accountsOf, seatFigures } from "../../reads/cloud-accounts";
import { licenseDetail, licenseTargets } from "../../reads/license-detail";
import { countExpiring, countedLicenses, licensesOf } from "../../reads/license-list";
import { changeLicenses, releaseSeat } from "../../workflow/change-licenses";
import { transferSeat } from "../../workflow/release-machine";
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
    .query(({ ctx, input }) => ctx.run((inner) => licenseDetail(inner, ctx.customerId, input.licenseId))),
  /** Machines to which it could be transferred. */
  targets: customerProcedure("licenses.read")
    .input(which.extend({ search: z.string().trim().max(100).optional() }))
    .query(({ ctx, input }) => ctx.run((inner) => licenseTargets(inner, { ...input, customerId: ctx.customerId }))),

  /** For the console: every customer's. */
  listAll: staffProcedure("licenses.read")
    .input(licenseFilter)
    .query(({ ctx, input }) => ctx.run((inner) => countedLicenses(inner, input))),
  /** The same, uncounted, for an export that reads page after page. */
  rowsAll: staffProcedure("licenses.read")
    .input(licenseFilter)
    .query(({ ctx, input }) => ctx.run((inner) => licensesOf(inner, null, input))),
  seatsAll: staffProcedure("licenses.read").query(({ ctx }) => ctx.run(seatFigures)),
  expiringAll: staffProcedure("licenses.read").query(({ ctx }) => ctx.run((inner) => countExpiring(inner))),
  /** One action on ticked licenses, each judged on its own. The action decides which permission it needs. */
  bulk: staffProcedure("licenses.read")
    .input(bulkInput)
    .mutation(({ ctx, input }) => {
      authorize(ctx.actor, input.action === "release" ? "licenses.release" : "licenses.change");
      return changeLicenses({ requestId: ctx.request.requestId, run: ctx.run<void> }, input);
    }),

  /** Frees the seat: the license ends, its machine is retired and uninstalls at its next heartbeat. */
  release: customerProcedure("licenses.release")
    .input(because)
    .mutation(({ ctx, input }) =>
      ctx.run((inner) => releaseSeat(inner, { customerId: ctx.customerId, licenseId: input.licenseId }, input.reason)),
    ),
  /** Transfers license and seat to a machine that has reported and waits. */
  transfer: customerProcedure("licenses.release")
    .input(because.extend({ toMachineId: z.string().min(1).max(100) }))
    .mutation(({ ctx, input }) => ctx.run((inner) => transferSeat(inner, { ...input, customerId: ctx.customerId }))),
  /** Issues another document early; the machine receives it with its next heartbeat. */
  issueAgain: customerProcedure("licenses.change")
    .input(which)
    .mutation(({ ctx, input }) =>
      ctx.run(async (inner) => {
        const { seq } = await issueAgain(inner, { ...input, customerId: ctx.customerId });
        return { seq };
      }),
    ),
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
