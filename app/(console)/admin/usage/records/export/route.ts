import { exportAnswer, exportPage, queryOf } from "@/app/export-answer";
import { recordsAsked } from "@/components/usage/record-query";

/** Usage records as they are filtered. */
export function GET(request: Request) {
  const asked = recordsAsked(queryOf(request));
  return exportAnswer(
    "usage-records",
    (api, cursor) => api.usage.providerRecords({ ...asked, cursor, limit: exportPage }),
    [
      { head: "Used from (UTC)", of: (row) => row.startedAt },
      { head: "Used to (UTC)", of: (row) => row.endedAt },
      { head: "Customer", of: (row) => row.customerName },
      { head: "Meter", of: (row) => row.meter },
      { head: "Quantity", of: (row) => row.quantity },
      { head: "Quantity in this time", of: (row) => row.quantityInTime },
      { head: "Value", of: (row) => row.value },
      { head: "Machine", of: (row) => row.machineName ?? row.subject },
      { head: "Cloud", of: (row) => row.cloudId },
      { head: "Kind of source", of: (row) => row.sourceKind },
      { head: "Source", of: (row) => row.source },
      { head: "Id", of: (row) => row.eventId },
      { head: "Dimensions", of: (row) => row.dimensions && JSON.stringify(row.dimensions) },
      { head: "Fate", of: (row) => row.fate },
      { head: "Reason", of: (row) => row.reason },
      { head: "Received (UTC)", of: (row) => row.receivedAt },
    ],
  );
}
