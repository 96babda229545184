import type { ReactNode } from "react";
import { formatBytes } from "@/components/ui/format";
import { Icon } from "@/components/ui/icon";
import { Identifier } from "@/components/ui/identifier";
import { KeyValue } from "@/components/ui/key-value";
import { Notice } from "@/components/ui/notice";
import { RelativeTime } from "@/components/ui/relative-time";
import { Sheet } from "@/components/ui/sheet";
import { TextLink } from "@/components/ui/text-link";
import type { License, LicenseDocument } from "@/server/licensing/queries";
import type { VerdictCode } from "@/server/licensing/rules";
import { checkWords } from "./license-words";

type Verdict = { code: VerdictCode; sentence: string; valid: boolean };

/** Why a license has its verdict: the verdict first, then the checks in order, then the document. */
export function LicenseSheet({
  license,
  verdict,
  documents,
  codes,
  now,
  closeHref,
  footer,
}: {
  license: License;
  verdict: Verdict;
  documents: LicenseDocument[];
  /** Codes of the verdict's table, in its order. */
  codes: VerdictCode[];
  now: Date;
  closeHref: string;
  footer: ReactNode;
}) {
  const newest = documents.at(-1);
  return (
    <Sheet
      title="Why this verdict"
      sub={<span className="mono">{license.id}</span>}
      closeHref={closeHref}
      footer={footer}
    >
      <Notice
        kind={verdict.valid ? "fine" : "over"}
        title={<span className="mono">{verdict.code}</span>}
        className="mb-5"
      >
        {verdict.sentence}
      </Notice>
      <h3 className="text-sm font-semibold">Checks, in order</h3>
      <Checks codes={codes} failed={verdict.code} />
      <h3 className="mt-5 mb-2 text-sm font-semibold">License</h3>
      <KeyValue
        items={[
          {
            label: "Machine",
            value: (
              <TextLink href={`/admin/machines/${license.machineId}`}>
                <span className="mono">{license.machineId}</span>
              </TextLink>
            ),
          },
          { label: "Kind", value: license.kind },
          ...(license.derivedFrom
            ? [{ label: "Derived from", value: <Identifier value={license.derivedFrom} /> }]
            : []),
          {
            label: "Allocation",
            value: license.allocationBytes === null ? "none" : formatBytes(license.allocationBytes),
          },
          { label: "Features", value: license.features.join(", ") || "none" },
          {
            label: "Entitlements",
            value: license.entitlements.map((one) => `${one.quantity} ${one.unit}`).join(", ") || "none",
          },
          { label: "Service level", value: license.serviceLevel },
          { label: "Valid from", value: <RelativeTime at={license.validFrom} now={now} form="stamp" /> },
          { label: "Valid to", value: <RelativeTime at={license.validTo} now={now} form="stamp" /> },
          ...(license.endReason ? [{ label: "Ended because", value: license.endReason }] : []),
        ]}
      />
      <h3 className="mt-5 mb-2 text-sm font-semibold">Document</h3>
      {newest ? (
        <KeyValue
          items={[
            { label: "Sequence", value: newest.seq },
            { label: "Key", value: <span className="mono">{newest.kid}</span> },
            { label: "Issued", value: <RelativeTime at={newest.issuedAt} now={now} form="stamp" /> },
            { label: "Ends", value: <RelativeTime at={newest.expiresAt} now={now} form="stamp" /> },
            { label: "Acknowledged", value: <RelativeTime at={newest.acknowledgedAt} now={now} form="stamp" /> },
          ]}
        />
      ) : (
        <p className="text-sm text-ink-2">None issued yet. It is issued when the machine enrols.</p>
      )}
    </Sheet>
  );
}

function Checks({ codes, failed }: { codes: VerdictCode[]; failed: VerdictCode }) {
  const at = failed === "VALID" ? codes.length : codes.indexOf(failed);
  return (
    <ol aria-label="Checks" className="text-sm">
      {codes.map((code, place) => {
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
            <span className={state === "not reached" ? "text-ink-3" : undefined}>{checkWords[code]}</span>
            <span className={`ml-auto text-xs ${state === "holds" ? "sr-only" : "text-ink-3"}`}>{state}</span>
          </li>
        );
      })}
    </ol>
  );
}
