import { exportAnswer, queryOf } from "@/app/export-answer";
import { machineQuery } from "@/components/machines/machine-query";

/** Machines as they are filtered. */
export function GET(request: Request) {
  const filter = machineQuery(queryOf(request));
  return exportAnswer("machines", (api, cursor) => api.machines.listAll({ ...filter, cursor, limit: 200 }), [
    { head: "Machine", of: (row) => row.id },
    { head: "Name", of: (row) => row.hostname },
    { head: "Serial", of: (row) => row.serial },
    { head: "Customer", of: (row) => row.customerName },
    { head: "Service", of: (row) => row.serviceName },
    { head: "Kind", of: (row) => row.kind },
    { head: "State", of: (row) => row.state },
    { head: "Reason", of: (row) => row.stateReason },
    { head: "Cloud", of: (row) => row.cloudName ?? "on-premises" },
    { head: "Instance", of: (row) => row.instanceId },
    { head: "Granted allocation bytes", of: (row) => row.grantedAllocationBytes },
    { head: "Application", of: (row) => row.application },
    { head: "Reported (UTC)", of: (row) => row.reportedAt },
    { head: "Last heartbeat (UTC)", of: (row) => row.lastHeartbeatAt },
  ]);
}
