import { exportAnswer, exportPage, queryOf } from "@/app/export-answer";

/** Billing events as they are filtered. */
export function GET(request: Request) {
  const filter = queryOf(request);
  return exportAnswer(
    "billing-events",
    (api, cursor) => api.operations.events({ ...filter, cursor, limit: exportPage }),
    [
      { head: "Event", of: (row) => `EV-${row.number}` },
      { head: "Id", of: (row) => row.id },
      { head: "Customer", of: (row) => row.customerName },
      { head: "Meter", of: (row) => row.meter },
      { head: "Unit", of: (row) => row.unit },
      { head: "Ordinal", of: (row) => row.ordinal },
      { head: "Cloud", of: (row) => row.cloudName ?? "on-premises" },
      { head: "First machine", of: (row) => row.firstMachine },
      { head: "Use", of: (row) => row.aggregate },
      { head: "Limit", of: (row) => row.limit },
      { head: "Excess", of: (row) => row.excess },
      { head: "Amount, minor units", of: (row) => row.amountMinor },
      { head: "Currency", of: (row) => row.currency },
      { head: "Overflow", of: (row) => row.state },
      { head: "Raised (UTC)", of: (row) => row.raisedAt },
    ],
  );
}
