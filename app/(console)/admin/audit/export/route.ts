import { exportAnswer, queryOf } from "@/app/export-answer";
import { auditQuery } from "../filter";

/** The audit log as it is filtered. */
export function GET(request: Request) {
  const filter = auditQuery(queryOf(request));
  return exportAnswer("audit", (api, cursor) => api.audit.list({ ...filter, cursor, limit: 1000 }), [
    { head: "Id", of: (row) => row.id },
    { head: "At (UTC)", of: (row) => row.at },
    { head: "Action", of: (row) => row.action },
    { head: "By", of: (row) => row.actorLabel },
    { head: "Kind", of: (row) => row.actorKind },
    { head: "Customer", of: (row) => row.customerName },
    { head: "On", of: (row) => row.subjectId },
    { head: "Detail", of: (row) => JSON.stringify(row.detail) },
    { head: "Request", of: (row) => row.requestId },
  ]);
}
