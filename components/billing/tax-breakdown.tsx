import { Card } from "@/components/ui/card";
import { DataTable } from "@/components/ui/data-table";
import { formatMoney } from "@/components/ui/format";
import type { StatementContent } from "@/server/money/statement-view";
import { taxName } from "./tax-words";

/** The tax of a statement by category and rate; nothing where the provider charges none. */
export function TaxBreakdown({ content, className }: { content: StatementContent; className?: string }) {
  const { taxes, currency, grossMinor } = content;
  if (taxes.length === 0) return null;
  return (
    <Card title="Tax and total" flush {...(className !== undefined && { className })}>
      <DataTable
        bare
        label="Tax and total"
        columns={[
          { key: "tax", head: "Tax", grow: "45%" },
          { key: "of", head: "Of", align: "right" },
          { key: "amount", head: "Amount", align: "right" },
        ]}
        rows={taxes.map((row) => ({
          id: `${row.category} ${row.rate}`,
          cells: {
            tax: row.reason === null || row.reason === taxName(row) ? taxName(row) : `${taxName(row)}: ${row.reason}`,
            of: formatMoney(row.taxableMinor, currency),
            amount: formatMoney(row.taxMinor, currency),
          },
        }))}
        total={{ tax: "Total", amount: formatMoney(grossMinor, currency) }}
      />
    </Card>
  );
}
