import { exportAnswer } from "@/app/export-answer";
import type { CsvColumn } from "@/server/http/csv";
import { moneyToDecimal } from "@/server/money";
import type { MoneyOverview } from "@/server/reads/money-overview";

type Row = MoneyOverview["revenue"][number] & { service: string; cloud: string };

const columns: CsvColumn<Row>[] = [
  { head: "Month (UTC)", of: (row) => row.month },
  { head: "Of", of: (row) => row.kind },
  { head: "Service", of: (row) => row.service },
  { head: "Cloud", of: (row) => row.cloud },
  { head: "Amount", of: (row) => moneyToDecimal(row) },
  { head: "Currency", of: (row) => row.currency },
];

/** Revenue of the last months by service and cloud. */
export function GET() {
  return exportAnswer(
    "revenue",
    async (api) => {
      const { revenue, services, clouds } = await api.books.overview();
      const nameIn = (list: { id: string; name: string }[], id: string | null) =>
        list.find((one) => one.id === id)?.name ?? "";
      const rows = revenue.map((one) => ({
        ...one,
        service: nameIn(services, one.serviceId),
        cloud: nameIn(clouds, one.cloudId),
      }));
      return { rows, nextCursor: null };
    },
    columns,
  );
}
