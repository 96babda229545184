import { z } from "zod";
import { machineById } from "../../collection/queries";
import { authorize } from "../../identity/permissions";
import { eachLicense } from "../../licensing/each-license";
import { bulkInput, licenseFilter, reasonInput } from "../../licensing/input";
import { issueAgain } from "../../licensing/issue-again";
import { countedLicenses, expiringBy, licenseRow } from "../../licensing/license-page";
import { accountsOf, documentsOf, licensesOf } from "../../licensing/queries";
import { resumeLicense } from "../../licensing/resume-license";
import { revokeLicense } from "../../licensing/revoke-license";
import { expiringMs } from "../../licensing/rules";
import { suspendLicense } from "../../licensing/suspend-license";
import { transferTargets } from "../../licensing/transfer-targets";
import { transferSeat } from "../../workflow/release-machine";
import { customerProcedure, router, staffProcedure } from "../init";
import { bulkVerbs, releaseSeat } from "./license-acts";

const which = z.object({ licenseId: z.string().min(1).max(100) });
const because = which.extend({ reason: reasonInput });

export const licensesRouter = router({
  list: customerProcedure("licenses.read")
    .input(licenseFilter)
    .query(({ ctx, input }) => ctx.run((inner) => licensesOf(inner, ctx.customerId, input))),
  accounts: customerProcedure("licenses.read").query(({ ctx }) =>
    ctx.run((inner) => accountsOf(inner, ctx.customerId)),
  ),
  /**
   * One license with the verdict on it, its documents (newest first), and what its machine's key and heartbeat prove,
   * and where it could be moved.
   */
  detail: customerProcedure("licenses.read")
    .input(which)
    .query(({ ctx, input }) =>
      ctx.run(async (inner) => {
        const license = await licenseRow(inner, ctx.customerId, input.licenseId);
        const machine = await machineById(inner, ctx.customerId, license.machineId);
        const documents = await documentsOf(inner, ctx.customerId, license.id);
        const { keyThumbprint, lastHeartbeatAt, enrolledAt } = machine;
        const movable = license.kind === "standard" && license.state === "active";
        const targets = movable ? await transferTargets(inner, license) : [];
        return { license, documents, machine: { keyThumbprint, lastHeartbeatAt, enrolledAt }, targets };
      }),
    ),

  /** For the console: every customer's. */
  listAll: staffProcedure("licenses.read")
    .input(licenseFilter)
    .query(({ ctx, input }) => ctx.run((inner) => countedLicenses(inner, input))),
  /** The same, uncounted, for an export that reads page after page. */
  rowsAll: staffProcedure("licenses.read")
    .input(licenseFilter)
    .query(({ ctx, input }) => ctx.run((inner) => licensesOf(inner, null, input))),
  accountsAll: staffProcedure("licenses.read").query(({ ctx }) => ctx.run((inner) => accountsOf(inner, null))),
  /** How many active licenses end within 30 days unless their machines are heard. */
  expiringAll: staffProcedure("licenses.read").query(({ ctx }) =>
    ctx.run((inner) => expiringBy(inner, new Date(inner.now.getTime() + expiringMs))),
  ),
  /** One act on ticked licenses, each judged on its own: what was done, and what was not and why. */
  bulk: staffProcedure("licenses.read")
    .input(bulkInput)
    .mutation(({ ctx, input }) => {
      authorize(ctx.actor, input.act === "release" ? "licenses.release" : "licenses.change");
      const { act, licenses, reason = "" } = input;
      const each = { requestId: ctx.request.requestId, run: ctx.run<void> };
      return eachLicense(each, { licenses, act: (inner, key) => bulkVerbs[act](inner, key, reason) });
    }),

  /** Frees the seat: the license ends, its machine is retired and told to uninstall. */
  release: customerProcedure("licenses.release")
    .input(because)
    .mutation(({ ctx, input }) =>
      ctx.run((inner) => releaseSeat(inner, { customerId: ctx.customerId, licenseId: input.licenseId }, input.reason)),
    ),
  /** Moves license and seat to a machine that has reported and waits. */
  transfer: customerProcedure("licenses.release")
    .input(because.extend({ toMachineId: z.string().min(1).max(100) }))
    .mutation(({ ctx, input }) => ctx.run((inner) => transferSeat(inner, { ...input, customerId: ctx.customerId }))),
  /** Another document before its time; the machine takes it with its next heartbeat. */
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
