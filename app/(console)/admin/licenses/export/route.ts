import { exportAnswer, queryOf } from "@/app/export-answer";
import { licenseQuery } from "../filter";

/** Licenses as they are filtered, or those that were ticked (`ids`). */
export function GET(request: Request) {
  const filter = licenseQuery(queryOf(request));
  return exportAnswer("licenses", (api, cursor) => api.licenses.rowsAll({ ...filter, cursor, limit: 200 }), [
    { head: "License", of: (row) => row.id },
    { head: "Customer", of: (row) => row.customerName },
    { head: "Machine", of: (row) => row.machineId },
    { head: "Name", of: (row) => row.hostname },
    { head: "Serial", of: (row) => row.serial },
    { head: "Service", of: (row) => row.serviceName },
    { head: "Kind", of: (row) => row.kind },
    { head: "State", of: (row) => row.state },
    { head: "Seat", of: (row) => row.seatNo },
    { head: "Allocation bytes", of: (row) => row.allocationBytes },
    { head: "Cloud", of: (row) => row.cloudName ?? "on-premises" },
    { head: "Verdict", of: (row) => row.verdict.code },
    { head: "Sequence", of: (row) => row.seq },
    { head: "Valid from (UTC)", of: (row) => row.validFrom },
    { head: "Valid to (UTC)", of: (row) => row.validTo },
  ]);
}
