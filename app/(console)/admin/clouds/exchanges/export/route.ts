import { exportAnswer, exportPage, queryOf } from "@/app/export-answer";

/** Exchanges with the clouds as they are filtered, without their bodies. */
export function GET(request: Request) {
  const { open: _open, after: _after, ...filter } = queryOf(request);
  return exportAnswer(
    "exchanges",
    (api, cursor) => api.clouds.exchanges({ ...(filter as object), cursor, limit: exportPage }),
    [
      { head: "Id", of: (row) => row.id },
      { head: "Sent (UTC)", of: (row) => row.startedAt },
      { head: "Cloud", of: (row) => row.cloudName },
      { head: "Method", of: (row) => row.method },
      { head: "Path", of: (row) => row.path },
      { head: "Status", of: (row) => row.status },
      { head: "Error", of: (row) => row.error },
      { head: "Customer", of: (row) => row.customerName },
      { head: "About", of: (row) => row.subjectId },
      { head: "Took ms", of: (row) => row.tookMs },
    ],
  );
}
