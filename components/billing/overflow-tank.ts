import Decimal from "decimal.js";
import type { GaugeOverflow } from "@/components/gauge/gauge-types";
import { formatClock, formatDay } from "@/components/ui/format-time";
import { overflowIs } from "@/server/overflow/states";
import type { OverflowAtWork, StandingRow } from "@/server/reads/standings";

/** The overflow machines of a limit as one tank: what they carry of their capacity. Null where there is none. */
export function overflowTank(
  { overflows, timeZone }: Pick<StandingRow, "overflows" | "timeZone">,
  carried: string,
  now: Date,
): GaugeOverflow | null {
  const machines = overflows.filter((one) => overflowIs("atWork", one.state));
  const [first] = machines;
  if (!first) return null;
  const one = machines.length === 1;
  return {
    carried,
    capacity: machines.reduce((sum, { capacity }) => sum.plus(capacity ?? 0), new Decimal(0)).toFixed(),
    machineName: one ? nameOf(first) : `${machines.length} overflow machines`,
    cloudLabel: first.cloudName ?? "",
    ...(one && first.resource && { resource: first.resource.flavor }),
    ...(first.activeAt && { note: `active since ${sinceWords(first.activeAt, now, timeZone)}` }),
  };
}

const nameOf = (one: OverflowAtWork) => one.machineOrder?.name ?? one.machineName ?? "the overflow machine";

function sinceWords(at: Date, now: Date, zone: string): string {
  return now.getTime() - at.getTime() < 86_400_000 ? formatClock(at, zone) : formatDay(at, now, zone);
}
