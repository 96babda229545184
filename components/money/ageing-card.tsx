import { Card } from "@/components/ui/card";
import { DataTable } from "@/components/ui/data-table";
import { formatCount, formatMoney } from "@/components/ui/format";
import { TextLink } from "@/components/ui/text-link";
import type { Ageing } from "@/server/reads/money-overview";

const names = ["Not due yet", "1 to 30 days", "31 to 60 days", "61 to 90 days", "Over 90 days"];

/** What is open of issued statements by how long ago it was due, each currency by itself. */
export function AgeingCard({ ageing }: { ageing: Ageing[] }) {
  return (
    <Card title="Open by age" note="days since it was due" flush>
      {ageing.length === 0 ? (
        <p className="px-4 pb-4 text-ink-2">Every issued statement is paid.</p>
      ) : (
        ageing.map(({ currency, buckets }) => (
          <DataTable
            bare
            key={currency}
            label={`Open by age in ${currency}`}
            columns={[
              { key: "age", head: currency },
              { key: "statements", head: "Statements", align: "right" },
              { key: "open", head: "Open", align: "right" },
            ]}
            rows={buckets.map(({ minor, statements }, at) => ({
              id: names[at] ?? "",
              cells: {
                age: names[at],
                statements:
                  statements > 0 ? (
                    <TextLink href={`/admin/statements?state=${at === 0 ? "open" : "overdue"}`}>
                      {formatCount(statements, "statement")}
                    </TextLink>
                  ) : null,
                open: statements > 0 ? formatMoney(minor, currency) : null,
              },
            }))}
            total={{
              age: "All",
              open: formatMoney(
                buckets.reduce((sum, { minor }) => sum + minor, 0n),
                currency,
              ),
            }}
          />
        ))
      )}
    </Card>
  );
}
