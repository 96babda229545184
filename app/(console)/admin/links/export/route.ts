import { exportAnswer, queryOf } from "@/app/export-answer";
import { linkQuery } from "../filter";

/** Installation links as they are filtered, without their secrets. */
export function GET(request: Request) {
  const filter = linkQuery(queryOf(request));
  return exportAnswer("links", (api, cursor) => api.links.listAll({ ...filter, cursor, limit: 200 }), [
    { head: "Link", of: (row) => row.id },
    { head: "Customer", of: (row) => row.customerName },
    { head: "Service", of: (row) => row.serviceName },
    { head: "System", of: (row) => row.os },
    { head: "Kind", of: (row) => row.kind },
    { head: "Serial", of: (row) => row.serial },
    { head: "State", of: (row) => row.state },
    { head: "Uses", of: (row) => row.uses },
    { head: "Uses at most", of: (row) => row.usesMax },
    { head: "Downloads", of: (row) => row.downloads },
    { head: "Last download (UTC)", of: (row) => row.lastDownloadAt },
    { head: "Made by", of: (row) => row.createdBy },
    { head: "Made (UTC)", of: (row) => row.createdAt },
    { head: "Expires (UTC)", of: (row) => row.expiresAt },
  ]);
}
