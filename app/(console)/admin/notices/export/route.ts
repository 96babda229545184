import { exportAnswer, exportPage, queryOf } from "@/app/export-answer";
import { validFilter } from "@/components/list/valid-filter";
import { noticeFilter } from "@/server/notifications/input";

/** Notices as they are filtered, without their bodies. */
export function GET(request: Request) {
  const filter = validFilter(noticeFilter, queryOf(request));
  return exportAnswer("notices", (api, cursor) => api.notices.list({ ...filter, cursor, limit: exportPage }), [
    { head: "Id", of: (row) => row.id },
    { head: "Written (UTC)", of: (row) => row.createdAt },
    { head: "Kind", of: (row) => row.kind },
    { head: "To", of: (row) => row.recipient },
    { head: "Notice", of: (row) => row.subject },
    { head: "Customer", of: (row) => row.customerName },
    { head: "Attempts", of: (row) => row.attempts },
    { head: "Delivered (UTC)", of: (row) => row.deliveredAt },
    { head: "Error", of: (row) => row.error },
  ]);
}
