import { exportAnswer, queryOf } from "@/app/export-answer";
import { machineQuery } from "@/components/machines/machine-query";

/** The company's machines as they are filtered. */
export function GET(request: Request) {
  const filter = machineQuery(queryOf(request));
  return exportAnswer("machines", (api, cursor) => api.machines.list({ ...filter, cursor, limit: 200 }), [
    { head: "Id", of: (row) => row.id },
    { head: "Name", of: (row) => row.hostname },
    { head: "Serial", of: (row) => row.serial },
    { head: "Service", of: (row) => row.serviceName },
    { head: "Kind", of: (row) => row.kind },
    { head: "State", of: (row) => row.state },
    { head: "Reason", of: (row) => row.stateReason },
    { head: "Cloud", of: (row) => row.cloudName ?? "on-premises" },
    { head: "Allocation, bytes", of: (row) => row.grantedAllocationBytes },
    { head: "Agent", of: (row) => row.agentVersion },
    { head: "Added (UTC)", of: (row) => row.createdAt },
    { head: "Last heartbeat (UTC)", of: (row) => row.lastHeartbeatAt },
  ]);
}
