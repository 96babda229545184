import "server-only";
import type { ConsoleAct } from "@/components/list/list-action";
import { type BulkAct, bulkActs } from "@/server/licensing/input";
import type { LicenseRow } from "@/server/licensing/license-rows";
import { refusalOf } from "../staff-may";
import { actRefusals } from "./act-refusals";
import { issueAgain, releaseLicense, resumeLicense, revokeLicense, suspendLicense } from "./actions";

/** What staff can do with licenses, each with the reason where it cannot be done. Asked once for a whole list. */
export async function licenseActs(): Promise<(license: LicenseRow) => ConsoleAct[]> {
  const [change, release] = [await refusalOf("licenses.change"), await refusalOf("licenses.release")];
  return (license) => {
    const which = { customerId: license.customerId, licenseId: license.id };
    const name = license.hostname ?? license.id;
    const refused = actRefusals(license);
    return [
      {
        id: "issue",
        label: "Issue again…",
        icon: "refresh",
        title: `Issue the document of ${name} again`,
        body: `${name} takes its new document with its next heartbeat and acknowledges it. Until it has, programs that ask are refused.`,
        confirm: "Issue again",
        keep: "Keep the one it has",
        disabledReason: change ?? refused.issue,
        done: `A new document waits for ${name}.`,
        act: issueAgain.bind(null, which),
      },
      license.state === "suspended"
        ? {
            id: "resume",
            label: "Resume…",
            icon: "play",
            title: `Resume the license of ${name}`,
            body: `${name} goes on at its next heartbeat.`,
            confirm: "Resume",
            keep: "Leave it suspended",
            disabledReason: change ?? refused.resume,
            done: `The license of ${name} goes on.`,
            act: resumeLicense.bind(null, which),
          }
        : {
            id: "suspend",
            label: "Suspend…",
            icon: "pause",
            title: `Suspend the license of ${name}`,
            body: `${name} of ${license.customerName} stops working at its next check. Its data and its seat stay. It can be resumed.`,
            confirm: "Suspend",
            keep: "Keep it active",
            asksReason: true,
            disabledReason: change ?? refused.suspend,
            done: `The license of ${name} is suspended.`,
            act: suspendLicense.bind(null, which),
          },
      {
        id: "release",
        label: "Release seat…",
        icon: "unlink",
        title: `Release the seat of ${name}`,
        body: `The license ends and its seat is free for another machine of ${license.customerName}.`,
        confirm: "Release seat",
        keep: "Keep it",
        asksReason: true,
        disabledReason: release ?? refused.release,
        done: `The seat of ${name} is free.`,
        act: releaseLicense.bind(null, which),
      },
      {
        id: "revoke",
        label: "Revoke…",
        icon: "x",
        title: `Revoke the license of ${name}`,
        body: `${name} stops at its next check, and its documents go on the revocation list. A revoked license can't be brought back.`,
        confirm: "Revoke license",
        keep: "Keep it",
        destructive: true,
        divided: true,
        typed: "revoke",
        asksReason: true,
        disabledReason: change ?? refused.revoke,
        done: `The license of ${name} is revoked.`,
        act: revokeLicense.bind(null, which),
      },
    ];
  };
}

/** The bulk acts that whoever looks may do: none for those who only look. */
export async function bulkActsAllowed(): Promise<BulkAct[]> {
  const [change, release] = [await refusalOf("licenses.change"), await refusalOf("licenses.release")];
  return bulkActs.filter((act) => !(act === "release" ? release : change));
}
