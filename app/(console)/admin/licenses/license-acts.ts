import "server-only";
import type { ConsoleAct } from "@/components/console/console-act";
import { refusalOf } from "../staff-may";
import { releaseLicense, resumeLicense, revokeLicense, suspendLicense } from "./actions";

type License = {
  id: string;
  customerId: string;
  customerName: string;
  hostname: string | null;
  state: string;
  kind: string;
};

const alive = ["pending", "active", "suspended"];

/** What staff can do with licenses, each with the reason where it cannot be done. Asked once for a whole list. */
export async function licenseActs(): Promise<(license: License) => ConsoleAct[]> {
  const [change, release] = [await refusalOf("licenses.change"), await refusalOf("licenses.release")];
  return (license) => {
    const which = { customerId: license.customerId, licenseId: license.id };
    const name = license.hostname ?? license.id;
    const ended = alive.includes(license.state) ? undefined : `It has ended: ${license.state}.`;
    return [
      license.state === "suspended"
        ? {
            id: "resume",
            label: "Resume…",
            icon: "play",
            title: `Resume the license of ${name}`,
            body: `${name} goes on at its next heartbeat.`,
            confirm: "Resume",
            keep: "Leave it suspended",
            disabledReason: change,
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
            disabledReason: license.state === "active" ? change : (ended ?? "It is not active yet."),
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
        disabledReason:
          license.kind === "overflow"
            ? "An overflow license takes no seat; it ends with its overflow."
            : (ended ?? release),
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
        disabledReason: ended ?? change,
        done: `The license of ${name} is revoked.`,
        act: revokeLicense.bind(null, which),
      },
    ];
  };
}
