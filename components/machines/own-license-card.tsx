import { Card } from "@/components/ui/card";
import { formatQuantity } from "@/components/ui/format";
import { Identifier } from "@/components/ui/identifier";
import { KeyValue } from "@/components/ui/key-value";
import { RelativeTime } from "@/components/ui/relative-time";
import { StateBadge } from "@/components/ui/state-badge";
import type { MachineDetail } from "@/server/reads/machine-detail";

/** The machine's license: its verdict, what it grants, and the document in force. */
export function OwnLicenseCard({ detail, now, zone }: { detail: MachineDetail; now: Date; zone: string }) {
  const { license, verdict, documents } = detail;
  const document = documents[0];
  return (
    <Card
      title="License"
      badge={
        license ? (
          <StateBadge
            kind="license"
            state={license.kind === "overflow" && license.state === "active" ? "overflow" : license.state}
          />
        ) : null
      }
    >
      <p className="mb-3 text-sm text-ink-2">{verdict.sentence}</p>
      {license ? (
        <KeyValue
          items={[
            { label: "License", value: <Identifier value={license.id} label="Copy the license's id" /> },
            { label: "Service level", value: license.serviceLevel },
            { label: "Features", value: detail.features.join(", ") || "none" },
            ...(license.entitlements.length > 0
              ? [
                  {
                    label: "Entitlements",
                    value: license.entitlements
                      .map(({ quantity, unit }) => formatQuantity(quantity, unit, 3))
                      .join(", "),
                  },
                ]
              : []),
            ...(document
              ? [
                  { label: "Document", value: `sequence ${document.seq}` },
                  {
                    label: "Acknowledged",
                    value: <RelativeTime at={document.acknowledgedAt} now={now} zone={zone} form="stamp" />,
                  },
                  {
                    label: "Valid until",
                    value: <RelativeTime at={document.expiresAt} now={now} zone={zone} form="stamp" />,
                  },
                ]
              : []),
          ]}
        />
      ) : null}
    </Card>
  );
}
