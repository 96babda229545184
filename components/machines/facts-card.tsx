import { Bytes } from "@/components/ui/bytes";
import { Card } from "@/components/ui/card";
import { DataTable } from "@/components/ui/data-table";
import { Identifier } from "@/components/ui/identifier";
import { KeyValue } from "@/components/ui/key-value";
import { RelativeTime } from "@/components/ui/relative-time";
import type { MachineDetail } from "@/server/reads/machine-detail";

/** The machine's evidence as last reported. */
export function FactsCard({ detail }: { detail: MachineDetail }) {
  const { machine } = detail;
  const known = (label: string, value: string | null) => (value ? [{ label, value }] : []);
  const identified = (label: string, value: string | null) =>
    value ? [{ label, value: <Identifier value={value} label={`Copy: ${label.toLowerCase()}`} /> }] : [];
  return (
    <Card title="Reported facts">
      <KeyValue
        items={[
          { label: "Management id", value: <Identifier value={machine.id} label="Copy the machine's id" /> },
          ...known("Serial", machine.serial),
          ...identified("Hardware UUID", machine.hardwareUuid),
          ...known("System", [machine.osVersion ?? machine.os, machine.arch].filter(Boolean).join(", ")),
          ...known("Agent", machine.agentVersion),
          ...identified("Instance", machine.instanceId),
          ...identified("Key", machine.keyThumbprint),
        ]}
      />
    </Card>
  );
}

/** Every report, newest first. */
export function ReportsCard({ detail, now, zone }: { detail: MachineDetail; now: Date; zone: string }) {
  return (
    <Card title="Reports" note="newest first" flush>
      <DataTable
        bare
        label="Reports"
        columns={[
          { key: "at", head: "Received" },
          { key: "available", head: "Available", align: "right" },
          { key: "total", head: "Disk", align: "right", fold: "phone" },
          { key: "allocation", head: "Recomputed", align: "right" },
          { key: "address", head: "From", mono: true, fold: "phone" },
        ]}
        rows={detail.reports.map((report) => ({
          id: report.id,
          cells: {
            at: <RelativeTime at={report.receivedAt} now={now} zone={zone} form="stamp" />,
            available: report.availableBytes === null ? null : <Bytes value={report.availableBytes} />,
            total: report.totalBytes === null ? null : <Bytes value={report.totalBytes} />,
            allocation:
              report.recomputedAllocationBytes === null ? null : <Bytes value={report.recomputedAllocationBytes} />,
            address: report.address,
          },
        }))}
        empty={<p className="px-4 py-4 text-sm text-ink-2">It has not reported yet.</p>}
      />
    </Card>
  );
}
