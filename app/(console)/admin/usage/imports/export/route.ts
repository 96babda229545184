import { exportAnswer, exportPage, queryOf } from "@/app/export-answer";
import { reasonCounts } from "@/components/usage/import-words";

/** Imported files as they are filtered. */
export function GET(request: Request) {
  const { customer } = queryOf(request);
  return exportAnswer(
    "usage-imports",
    (api, cursor) => api.usage.providerImports({ customerId: customer, cursor, limit: Math.min(exportPage, 200) }),
    [
      { head: "Import", of: (row) => row.id },
      { head: "File", of: (row) => row.fileName },
      { head: "Customer", of: (row) => row.customerName },
      { head: "Cloud", of: (row) => row.cloudId },
      { head: "Mapping version", of: (row) => row.mappingVersion },
      { head: "State", of: (row) => row.state },
      { head: "Rows", of: (row) => row.rows },
      { head: "Counted", of: (row) => row.counted },
      { head: "Known before", of: (row) => row.duplicates },
      { head: "Not counted", of: (row) => row.listed - row.duplicates },
      { head: "Why not", of: (row) => reasonCounts(row.reasons) },
      { head: "By", of: (row) => row.importedBy },
      { head: "When (UTC)", of: (row) => row.importedAt },
    ],
  );
}
