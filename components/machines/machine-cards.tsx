import { fieldLabel } from "@/components/audit/audit-words";
import { staffZone } from "@/components/frame/staff-zone";
import { Card } from "@/components/ui/card";
import { DataTable } from "@/components/ui/data-table";
import { EmptyState } from "@/components/ui/empty-state";
import { formatBytes, formatCount, formatQuantity } from "@/components/ui/format";
import { formatDuration } from "@/components/ui/format-time";
import { Identifier } from "@/components/ui/identifier";
import { KeyValue } from "@/components/ui/key-value";
import { RelativeTime } from "@/components/ui/relative-time";
import { StateBadge } from "@/components/ui/state-badge";
import { TextLink } from "@/components/ui/text-link";
import type { MachineDetail } from "@/server/reads/machine-detail";

/** The machine's license, its newest document and what it entitles to. */
export function LicenseCard({ detail, now }: { detail: MachineDetail; now: Date }) {
  const { license, documents, verdict } = detail;
  if (!license)
    return (
      <Card title="License">
        <p className="text-ink-2">
          None yet. It is granted once the machine has reported and the customer information is given.
        </p>
      </Card>
    );
  const newest = documents[0];
  return (
    <Card
      title="License"
      badge={
        <StateBadge
          kind="license"
          state={license.kind === "overflow" && license.state === "active" ? "overflow" : license.state}
        />
      }
      more={{ label: "Open", href: `/admin/licenses?q=${license.id}&open=${license.id}&of=${license.customerId}` }}
    >
      <KeyValue
        items={[
          { label: "License", value: <Identifier value={license.id} /> },
          { label: "Verdict", value: `${verdict.code}: ${verdict.sentence}` },
          ...(license.derivedFrom
            ? [{ label: "Derived from", value: <span className="mono">{license.derivedFrom}</span> }]
            : []),
          {
            label: "Entitlements",
            value:
              license.entitlements.map(({ quantity, unit }) => formatQuantity(quantity, unit, 3)).join(", ") || "none",
          },
          { label: "Document, sequence", value: newest ? newest.seq : "none issued" },
          { label: "Acknowledged", value: <RelativeTime at={newest?.acknowledgedAt} now={now} zone={staffZone} /> },
          { label: "Document expires", value: <RelativeTime at={newest?.expiresAt} now={now} zone={staffZone} /> },
        ]}
      />
    </Card>
  );
}

/** The service's configuration on this machine, and the version that it has applied. */
export function ConfigurationCard({ detail }: { detail: MachineDetail }) {
  const { configuration } = detail;
  if (!configuration) return null;
  const behind = configuration.appliedVersion < configuration.version;
  return (
    <Card title="Configuration" note={configuration.state === "waiting" ? "waits for customer information" : undefined}>
      <KeyValue
        items={[
          {
            label: "Version, applied version",
            value: `${configuration.version}, ${configuration.appliedVersion}`,
            tone: behind ? "near" : "plain",
          },
          { label: "Units placed here", value: configuration.units },
          { label: "Triggered by", value: configuration.triggeredBy?.replaceAll("_", " ") ?? "nothing yet" },
          { label: "Paused", value: configuration.paused ? "yes" : "no" },
          ...Object.entries(configuration.settings).map(([name, value]) =>
            /seconds$/i.test(name)
              ? { label: fieldLabel(name.replace(/seconds$/i, "")), value: formatDuration(Number(value) * 1000) }
              : { label: fieldLabel(name), value: <span className="mono">{value}</span> },
          ),
        ]}
      />
    </Card>
  );
}

/** Evidence: the machine's last report, and its ids. */
export function EvidenceCard({ detail, now }: { detail: MachineDetail; now: Date }) {
  const { machine, reports } = detail;
  const last = reports[0];
  return (
    <Card title="Evidence" note={formatCount(reports.length, "report")}>
      <KeyValue
        items={[
          { label: "Management id", value: <Identifier value={machine.id} label="Copy the machine's id" /> },
          { label: "Key", value: <span className="mono">{machine.keyThumbprint ?? "none yet"}</span> },
          { label: "System", value: [machine.os, machine.osVersion, machine.arch].filter(Boolean).join(" ") || "–" },
          { label: "Agent", value: machine.agentVersion ?? "–" },
          ...(machine.linkId
            ? [
                {
                  label: "Link",
                  value: <TextLink href={`/admin/links?q=${machine.linkId}`}>The link it came by</TextLink>,
                },
              ]
            : []),
          { label: "Reported", value: <RelativeTime at={last?.receivedAt} now={now} zone={staffZone} form="stamp" /> },
          { label: "From", value: <span className="mono">{last?.address ?? "–"}</span> },
          ...Object.entries(last?.facts ?? {}).map(([label, value]) => ({
            label: fieldLabel(label),
            value: (
              <span className="mono">
                {label.endsWith("Bytes") && /^\d+$/.test(value) ? formatBytes(value) : value}
              </span>
            ),
          })),
        ]}
      />
    </Card>
  );
}

/** Outcomes of the service's probes on this machine, newest first. */
export function ProbesCard({ detail, now }: { detail: MachineDetail; now: Date }) {
  const { probes } = detail;
  const failed = probes.filter((probe) => probe.state === "failed").length;
  return (
    <Card title="Probes" note={probes.length === 0 ? undefined : `last ${probes.length}, ${failed} failed`} flush>
      <DataTable
        bare
        label="Probes"
        columns={[
          { key: "name", head: "Probe" },
          { key: "state", head: "Outcome" },
          { key: "detail", head: "Detail", grow: "45%", fold: "phone" },
          { key: "took", head: "Took", unit: "ms", align: "right" },
          { key: "at", head: "Time" },
        ]}
        rows={probes.slice(0, 12).map((probe) => ({
          id: probe.id,
          cells: {
            name: probe.name,
            state: <StateBadge kind="probe" state={probe.state} />,
            detail: probe.detail,
            took: probe.tookMs,
            at: <RelativeTime at={probe.at} now={now} zone={staffZone} />,
          },
        }))}
        empty={
          <EmptyState compact title="No probe yet">
            The agent probes its application at each heartbeat, once it runs.
          </EmptyState>
        }
      />
    </Card>
  );
}
