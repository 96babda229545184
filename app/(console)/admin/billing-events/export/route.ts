import { exportAnswer, exportPage, queryOf } from "@/app/export-answer";
import { eventColumns } from "@/components/events/event-columns";

/** Billing events as they are filtered. */
export function GET(request: Request) {
  const filter = queryOf(request);
  return exportAnswer(
    "billing-events",
    (api, cursor) => api.operations.events({ ...filter, cursor, limit: exportPage }),
    eventColumns,
  );
}
