import { exportAnswer, exportPage, queryOf } from "@/app/export-answer";
import { ownEventColumns } from "@/components/events/event-columns";

/** The company's billing events as they are filtered. */
export function GET(request: Request) {
  const filter = queryOf(request);
  return exportAnswer(
    "billing-events",
    (api, cursor) => api.billing.events({ ...filter, cursor, limit: exportPage }),
    ownEventColumns,
  );
}
