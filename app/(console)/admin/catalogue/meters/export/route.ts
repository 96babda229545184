import { exportAnswer } from "@/app/export-answer";
import { filterText } from "@/server/catalogue/meter-filter";

/** Every meter. */
export function GET() {
  return exportAnswer("meters", async (api) => ({ rows: await api.catalogue.allMeters(), nextCursor: null }), [
    { head: "Slug", of: (row) => row.slug },
    { head: "Meter", of: (row) => row.name },
    { head: "Unit", of: (row) => row.unit },
    { head: "Kind", of: (row) => row.kind },
    { head: "Aggregation", of: (row) => row.aggregation },
    { head: "Decimals", of: (row) => row.decimals },
    { head: "Most in one record", of: (row) => row.plausibleRecord },
    { head: "Only records with", of: (row) => row.filter && filterText(row.filter) },
    { head: "Dimensions", of: (row) => row.dimensions.join(", ") || null },
  ]);
}
