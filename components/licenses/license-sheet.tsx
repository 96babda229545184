import type { ReactNode } from "react";
import { staffZone } from "@/components/frame/staff-zone";
import { licensedMachine } from "@/components/licenses/licensed-machine";
import { CloudName } from "@/components/ui/cloud-name";
import { CopyButton } from "@/components/ui/copy-button";
import { formatBytes, formatQuantity } from "@/components/ui/format";
import { formatStepTime } from "@/components/ui/format-time";
import { Identifier } from "@/components/ui/identifier";
import { KeyValue } from "@/components/ui/key-value";
import { Notice } from "@/components/ui/notice";
import { RelativeTime } from "@/components/ui/relative-time";
import { Sheet } from "@/components/ui/sheet";
import { TextLink } from "@/components/ui/text-link";
import type { LicenseDocument } from "@/server/licensing/queries";
import type { OwnVerdictCode } from "@/server/licensing/rules";
import type { LicenseRow } from "@/server/reads/license-rows";
import { CheckAgain } from "./check-again";
import { type Proof, VerdictChecks } from "./verdict-checks";
import { verdictTone } from "./verdict-code";
import { verdictWords } from "./verdict-words";

const notices = { fine: "fine", near: "near", over: "over" } as const;

/**
 * Why a license has its verdict: the verdict, the checks in order, its consequence, the remedy, then document and
 * license.
 */
export function LicenseSheet({
  license,
  features,
  documents,
  machine,
  codes,
  now,
  closeHref,
  actions,
  transfer,
}: {
  license: LicenseRow;
  /** What people call its features. */
  features: string[];
  /** Newest first. */
  documents: LicenseDocument[];
  machine: Proof;
  /** Codes of the verdict's table, in its order. */
  codes: readonly OwnVerdictCode[];
  now: Date;
  closeHref: string;
  /** The row's menu. */
  actions: ReactNode;
  /** The button that transfers it to another machine, or why that is not possible now. */
  transfer: ReactNode;
}) {
  const { verdict } = license;
  // The list judges a license by its own table alone, so that its verdict is one of these codes.
  const words = verdictWords[verdict.code as OwnVerdictCode];
  const newest = documents[0];
  const tone = verdictTone(verdict.code);
  return (
    <Sheet
      title="Why this verdict"
      sub={
        <>
          <span className="mono break-all">{license.id}</span> on {licensedMachine(license)}, checked{" "}
          {formatStepTime(now, staffZone)}
        </>
      }
      closeHref={closeHref}
      footer={
        <>
          <CheckAgain />
          {newest ? <CopyButton label="Copy document" value={newest.document} /> : null}
          <span className="ml-auto">{actions}</span>
        </>
      }
    >
      <Notice
        kind={tone in notices ? notices[tone as keyof typeof notices] : "plain"}
        title={<span className="mono">{verdict.code}</span>}
        className="mb-5"
      >
        {verdict.sentence}
        {license.stateReason && !verdict.valid ? ` ${license.stateReason}` : null}
      </Notice>
      <h3 className="text-sm font-semibold">Checks, in order</h3>
      <VerdictChecks codes={codes} license={license} documents={documents} machine={machine} now={now} />
      <h3 className="mt-5 mb-1 text-sm font-semibold">What happens now</h3>
      <p className="text-sm text-ink-2">
        {words.now}
        {newest && !newest.revokedAt && newest.expiresAt > now ? (
          <>
            {" "}
            The document expires <RelativeTime at={newest.expiresAt} now={now} zone={staffZone} form="stamp" />.
          </>
        ) : null}
      </p>
      <h3 className="mt-5 mb-1 text-sm font-semibold">What to do</h3>
      <p className="text-sm text-ink-2">{words.todo}</p>
      <h3 className="mt-5 mb-2 text-sm font-semibold">Document</h3>
      {newest ? (
        <KeyValue
          items={[
            { label: "Sequence", value: newest.seq },
            { label: "Key", value: <span className="mono break-all">{newest.kid}</span> },
            { label: "Issued", value: <RelativeTime at={newest.issuedAt} now={now} zone={staffZone} form="stamp" /> },
            { label: "Expires", value: <RelativeTime at={newest.expiresAt} now={now} zone={staffZone} form="stamp" /> },
            {
              label: "Acknowledged",
              value: <RelativeTime at={newest.acknowledgedAt} now={now} zone={staffZone} form="stamp" />,
            },
          ]}
        />
      ) : (
        <p className="text-sm text-ink-2">None issued yet. It is issued when the machine enrolls.</p>
      )}
      <h3 className="mt-5 mb-2 text-sm font-semibold">License</h3>
      <Facts license={license} features={features} now={now} />
      <h3 className="mt-5 mb-2 text-sm font-semibold">Transfer</h3>
      <div className="text-sm text-ink-2">{transfer}</div>
    </Sheet>
  );
}

function Facts({ license, features, now }: { license: LicenseRow; features: string[]; now: Date }) {
  return (
    <KeyValue
      items={[
        { label: "Customer", value: license.customerName },
        {
          label: "Machine",
          value: <TextLink href={`/admin/machines/${license.machineId}`}>{licensedMachine(license)}</TextLink>,
        },
        {
          label: "Cloud",
          value: (
            <CloudName name={license.cloudName ?? "On-premises"} colorIndex={license.cloudColorIndex ?? undefined} />
          ),
        },
        { label: "Service", value: license.serviceName },
        { label: "Kind", value: license.kind },
        ...(license.derivedFrom ? [{ label: "Derived from", value: <Identifier value={license.derivedFrom} /> }] : []),
        { label: "Seat", value: license.seatNo },
        {
          label: "Allocation",
          value: license.allocationBytes === null ? "none" : formatBytes(license.allocationBytes),
        },
        { label: "Features", value: features.join(", ") || "none" },
        {
          label: "Entitlements",
          value:
            license.entitlements.map(({ quantity, unit }) => formatQuantity(quantity, unit, 3)).join(", ") || "none",
        },
        { label: "Service level", value: license.serviceLevel },
        { label: "Valid from", value: <RelativeTime at={license.validFrom} now={now} zone={staffZone} form="stamp" /> },
        { label: "Valid until", value: <RelativeTime at={license.validTo} now={now} zone={staffZone} form="stamp" /> },
        ...(license.endReason ? [{ label: "Reason for its end", value: license.endReason }] : []),
      ]}
    />
  );
}
