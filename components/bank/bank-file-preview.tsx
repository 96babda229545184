import { DataTable } from "@/components/ui/data-table";
import { formatMoney } from "@/components/ui/format";
import { formatDate } from "@/components/ui/format-time";
import type { FileLook } from "./send-bank-file";

/** The first lines of a file: as they are read, or of a CSV that is not read yet as they stand there. */
export function BankFilePreview({ look: { csv, read } }: { look: FileLook }) {
  if (read)
    return (
      <>
        <p className="text-ink-2">
          {read.entries === 1 ? "One payment" : `${read.entries} payments`} that came in; {read.outgoing} outgoing and{" "}
          {read.pending} not booked are left out.
        </p>
        <DataTable
          label="As it is read"
          columns={[
            { key: "from", head: "From", grow: "40%" },
            { key: "on", head: "Booked" },
            { key: "amount", head: "Amount", align: "right" },
          ]}
          rows={read.lines.map((line, n) => ({
            id: String(n),
            cells: {
              from: `${line.debtorName || "Unknown payer"}: ${line.remittance}`,
              on: formatDate(line.bookedOn, "UTC"),
              amount: formatMoney(BigInt(line.amountMinor), line.currency),
            },
          }))}
        />
      </>
    );
  if (!csv) return null;
  return (
    <DataTable
      label="The file"
      columns={csv.head.map((name, n) => ({ key: String(n), head: name }))}
      rows={csv.rows.slice(0, 3).map((cells, n) => ({
        id: String(n),
        cells: Object.fromEntries(cells.map((cell, at) => [String(at), cell.slice(0, 40)])),
      }))}
    />
  );
}
