import { machineName } from "@/components/machines/machine-name";
import { Card } from "@/components/ui/card";
import { EmptyState } from "@/components/ui/empty-state";
import { formatCount } from "@/components/ui/format";
import { formatAge, formatDateTime } from "@/components/ui/format-time";
import { LinkButton } from "@/components/ui/link-button";
import { Rows } from "@/components/ui/rows";
import { StateBadge } from "@/components/ui/state-badge";
import type { MachineState } from "@/server/collection/states";
import type { MachineRow } from "@/server/reads/machine-list";

type Shown = Pick<
  MachineRow,
  "id" | "hostname" | "serial" | "state" | "stateReason" | "lastHeartbeatAt" | "serviceName"
>;

/** Machines that need attention, each with its sentence and a link to its page. */
export function AttentionCard({
  machines,
  total,
  all,
  now,
  zone,
}: {
  machines: Shown[];
  total: number;
  all: number;
  now: Date;
  zone: string;
}) {
  return (
    <Card
      title="Machines needing attention"
      note={total}
      more={{ label: all === 1 ? "The machine" : `All ${formatCount(all, "machine")}`, href: "/machines" }}
      flush
    >
      {machines.length === 0 ? (
        <div className="border-t border-line">
          <EmptyState compact title="None">
            Machines that wait, fail or lose contact are listed here, with what to do.
          </EmptyState>
        </div>
      ) : (
        <Rows
          items={machines.map((machine) => ({
            id: machine.id,
            title: machineName(machine),
            ...(machine.hostname && machine.serial && { mono: machine.serial }),
            detail: machine.stateReason ?? reasonOf(machine, zone),
            state: (
              <StateBadge
                kind="machine"
                state={machine.state}
                {...(machine.state === "silent" &&
                  machine.lastHeartbeatAt && { detail: formatAge(machine.lastHeartbeatAt, now) })}
              />
            ),
            action: (
              <LinkButton href={`/machines/${machine.id}`} size="small">
                {actions[machine.state] ?? "Open"}
              </LinkButton>
            ),
          }))}
        />
      )}
    </Card>
  );
}

const actions: Partial<Record<MachineState, string>> = {
  insufficient_storage: "See figures",
  pending_approval: "Decide",
};

function reasonOf(machine: Shown, zone: string): string {
  if (machine.lastHeartbeatAt) return `Last heartbeat ${formatDateTime(machine.lastHeartbeatAt, zone)}.`;
  return machine.serviceName;
}
