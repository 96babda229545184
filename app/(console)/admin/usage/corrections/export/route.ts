import { exportAnswer, exportPage, queryOf } from "@/app/export-answer";

/** Corrections of use as they are filtered, a row for each meter. */
export function GET(request: Request) {
  const { customer } = queryOf(request);
  return exportAnswer(
    "usage-corrections",
    async (api, cursor) => {
      const page = await api.corrections.list({ customerId: customer, cursor, limit: Math.min(exportPage, 200) });
      const rows = page.rows.flatMap(({ figures, ...correction }) =>
        figures.map((figure) => ({ ...correction, ...figure })),
      );
      return { ...page, rows };
    },
    [
      { head: "Correction", of: (row) => row.id },
      { head: "Customer", of: (row) => row.customerName },
      { head: "Kind", of: (row) => row.kind },
      { head: "Meter", of: (row) => row.meter },
      { head: "Counted", of: (row) => row.before },
      { head: "Counts now", of: (row) => row.after },
      { head: "Records", of: (row) => row.records },
      { head: "By", of: (row) => row.madeBy },
      { head: "Made (UTC)", of: (row) => row.madeAt },
      { head: "Reason", of: (row) => row.reason },
    ],
  );
}
