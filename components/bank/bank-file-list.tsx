import { staffZone } from "@/components/frame/staff-zone";
import { actorName } from "@/components/identity/actor-name";
import { Card } from "@/components/ui/card";
import { DataTable } from "@/components/ui/data-table";
import { RelativeTime } from "@/components/ui/relative-time";
import type { BankFile } from "@/server/bank/list-bank-entries";

/** The files that were uploaded last, and what came of each. */
export function BankFileList({ files, now }: { files: BankFile[]; now: Date }) {
  if (files.length === 0) return null;
  return (
    <Card title="Files" flush className="mt-6">
      <DataTable
        bare
        label="Files"
        columns={[
          { key: "name", head: "File", grow: "40%" },
          { key: "added", head: "New", align: "right" },
          { key: "known", head: "Known", align: "right" },
          { key: "out", head: "Outgoing", align: "right", fold: "phone" },
          { key: "pending", head: "Not booked", align: "right", fold: "tablet" },
          { key: "by", head: "Uploaded by", fold: "tablet" },
          { key: "at", head: "Uploaded", muted: true, fold: "phone" },
        ]}
        rows={files.map((file) => ({
          id: file.id,
          cells: {
            ...{ name: file.name, added: file.added, known: file.known, out: file.outgoing, pending: file.pending },
            by: actorName(file.uploadedBy),
            at: <RelativeTime at={file.uploadedAt} now={now} zone={staffZone} />,
          },
        }))}
      />
    </Card>
  );
}
