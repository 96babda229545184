import type { ReactNode } from "react";
import { staffZone } from "@/components/frame/staff-zone";
import { Icon } from "@/components/ui/icon";
import { RelativeTime } from "@/components/ui/relative-time";
import type { LicenseDocument } from "@/server/licensing/queries";
import type { OwnVerdictCode } from "@/server/licensing/rules";
import type { LicenseRow } from "@/server/reads/license-rows";
import { checkWords } from "./verdict-words";

export type Proof = { keyThumbprint: string | null; lastHeartbeatAt: Date | null; enrolledAt: Date | null };

/**
 * The checks in the order of the verdict's table, each with its evidence; none after the one that failed was reached.
 */
export function VerdictChecks({
  codes,
  license,
  documents,
  machine,
  now,
}: {
  codes: readonly OwnVerdictCode[];
  license: LicenseRow;
  documents: LicenseDocument[];
  machine: Proof;
  now: Date;
}) {
  const evidence = evidenceOf({ license, documents, machine, now });
  const checks = codes.filter((code) => code !== "VALID");
  const failed = (checks as string[]).indexOf(license.verdict.code);
  const at = failed < 0 ? checks.length : failed;
  return (
    <ol aria-label="Checks" className="text-sm">
      {checks.map((code, place) => {
        const state = place < at ? "holds" : place === at ? "fails" : "not reached";
        return (
          <li key={code} className="flex items-center gap-3 border-b border-line py-1.5 last:border-b-0">
            {state === "holds" ? (
              <Icon name="check" size={14} className="text-fine" />
            ) : (
              <Icon
                name={state === "fails" ? "x" : "minus"}
                size={14}
                className={state === "fails" ? "text-over" : "text-ink-3"}
              />
            )}
            <span className={state === "not reached" ? "text-ink-3" : undefined}>
              {checkWords[code]}
              {state === "not reached" ? null : <span className="sr-only">: {state}</span>}
            </span>
            <span className="mono ml-auto text-xs text-ink-2">
              {state === "not reached" ? "not reached" : evidence[code]}
            </span>
          </li>
        );
      })}
    </ol>
  );
}

/** At the right of a check: the fact that it was judged by, where there is one to show. */
function evidenceOf({
  license,
  documents,
  machine,
  now,
}: {
  license: LicenseRow;
  documents: LicenseDocument[];
  machine: Proof;
  now: Date;
}): Partial<Record<OwnVerdictCode, ReactNode>> {
  const newest = documents[0];
  const revoked = documents.filter((document) => document.revokedAt !== null).length;
  const key = machine.keyThumbprint;
  const day = (at: Date) => <RelativeTime at={at} now={now} zone={staffZone} form="day" />;
  const age = (at: Date | null) => (at ? <RelativeTime at={at} now={now} zone={staffZone} /> : null);
  return {
    REVOKED: `${revoked} on the list`,
    EXPIRED: day(license.validTo),
    NOT_YET_VALID: day(license.validFrom),
    PENDING: age(machine.enrolledAt),
    MACHINE_RETIRED: license.machineState.replaceAll("_", " "),
    QUARANTINED: key ? <span title={key}>{`${key.slice(0, 4)}…${key.slice(-3)}`}</span> : null,
    NO_SEAT: license.kind === "overflow" ? "overflow" : license.seatNo === null ? null : `seat ${license.seatNo}`,
    NO_DOCUMENT: newest ? `seq ${newest.seq}, kid ${newest.kid.slice(0, 10)}` : null,
    DOCUMENT_EXPIRED: newest ? age(newest.expiresAt) : null,
    NOT_ACKNOWLEDGED: newest ? age(newest.acknowledgedAt) : null,
    HEARTBEAT_DEAD: age(machine.lastHeartbeatAt),
  };
}
