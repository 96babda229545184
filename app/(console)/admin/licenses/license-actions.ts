import { licensedMachine } from "@/components/licenses/licensed-machine";
import "server-only";
import type { ListAction } from "@/components/list/list-action";
import { refusalOf } from "@/server/identity/refusal";
import { type BulkAction, bulkActions } from "@/server/licensing/input";
import { licenseIs } from "@/server/licensing/states";
import type { LicenseRow } from "@/server/reads/license-rows";
import { pageStaff } from "@/server/trpc/caller";
import { actionRefusals } from "./action-refusals";

/**
 * What can be done with a license until it has ended, each action with the reason where it is not available. Called
 * once for a whole list.
 */
export async function licenseActions(): Promise<(license: LicenseRow) => ListAction[]> {
  const staff = await pageStaff();
  const [change, release] = [refusalOf(staff, "licenses.change"), refusalOf(staff, "licenses.release")];
  return (license) => {
    const input = { customerId: license.customerId, licenseId: license.id };
    const name = licensedMachine(license);
    const refused = actionRefusals(license);
    if (licenseIs("ended", license.state)) return [];
    const all: ListAction[] = [
      {
        id: "issue",
        label: "Issue again…",
        icon: "refresh",
        title: `Issue the document of ${name} again`,
        body: `${name} receives its new document with its next heartbeat and acknowledges it. Until then entitlement checks of programs are refused.`,
        confirm: "Issue again",
        disabledReason: change ?? refused.issue,
        done: `A new document waits for ${name}.`,
        call: { mutation: "licenses.issueAgain", input },
      },
      license.state === "suspended"
        ? {
            id: "resume",
            label: "Resume…",
            icon: "play",
            title: `Resume the license of ${name}`,
            body: `${name} continues at its next heartbeat.`,
            confirm: "Resume",
            disabledReason: change ?? refused.resume,
            done: `The license of ${name} is resumed.`,
            call: { mutation: "licenses.resume", input },
          }
        : {
            id: "suspend",
            label: "Suspend…",
            icon: "pause",
            title: `Suspend the license of ${name}`,
            body: `${name} of ${license.customerName} stops working at its next check. Its data and its seat stay. It can be resumed.`,
            confirm: "Suspend",
            asksReason: "staff",
            disabledReason: change ?? refused.suspend,
            done: `The license of ${name} is suspended.`,
            call: { mutation: "licenses.suspend", input },
          },
      {
        id: "release",
        label: "Release seat…",
        icon: "unlink",
        title: `Release the seat of ${name}`,
        body: `The license ends and its seat is free for another machine of ${license.customerName}.`,
        confirm: "Release seat",
        asksReason: "staff",
        disabledReason: release ?? refused.release,
        done: `The seat of ${name} is free.`,
        call: { mutation: "licenses.release", input },
      },
      {
        id: "revoke",
        label: "Revoke…",
        icon: "x",
        title: `Revoke the license of ${name}`,
        body: `${name} stops at its next check, and its documents are added to the revocation list. A revoked license can't be brought back.`,
        confirm: "Revoke license",
        destructive: true,
        divided: true,
        typed: "revoke",
        asksReason: "staff",
        disabledReason: change ?? refused.revoke,
        done: `The license of ${name} is revoked.`,
        call: { mutation: "licenses.revoke", input },
      },
    ];
    // An overflow license takes no seat; it ends with its overflow.
    return license.kind === "overflow" ? all.filter(({ id }) => id !== "release") : all;
  };
}

/** The bulk actions that the member of staff may use: none for those who may only read. */
export async function bulkActionsAllowed(): Promise<BulkAction[]> {
  const staff = await pageStaff();
  const [change, release] = [refusalOf(staff, "licenses.change"), refusalOf(staff, "licenses.release")];
  return bulkActions.filter((action) => !(action === "release" ? release : change));
}
