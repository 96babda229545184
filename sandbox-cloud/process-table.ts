import { spawnSync } from "node:child_process";
import { readdirSync, readFileSync } from "node:fs";
import { setTimeout as wait } from "node:timers/promises";

/** A process. Start time and the host's boot distinguish it from a later one with the same number. */
export interface ProcessMark {
  pid: number;
  started: string;
  boot: string;
}

const onLinux = process.platform === "linux";

function text(file: string): string | undefined {
  try {
    return readFileSync(file, "utf8");
  } catch {
    return undefined;
  }
}

/** State, process group and start time (field 22 of proc(5)'s stat) of a process, or undefined if there is none. */
function stat(pid: number): { state: string; group: number; started: string } | undefined {
  const line = text(`/proc/${pid}/stat`);
  if (line === undefined) return undefined;
  // The second field is the command in parentheses, and may itself hold blanks and parentheses.
  const fields = line.slice(line.lastIndexOf(")") + 2).split(" ");
  return { state: fields[0] ?? "", group: Number(fields[2]), started: fields[19] ?? "" };
}

function startedOf(pid: number): string {
  if (onLinux) return stat(pid)?.started ?? "";
  return spawnSync("ps", ["-o", "lstart=", "-p", String(pid)], { encoding: "utf8" }).stdout.trim();
}

function bootOfHost(): string {
  return onLinux ? (text("/proc/sys/kernel/random/boot_id")?.trim() ?? "") : "";
}

/** The mark of a running process. */
export function markOf(pid: number): ProcessMark {
  return { pid, started: startedOf(pid), boot: bootOfHost() };
}

/** Whether exactly that process still runs. */
export function isAlive(mark: ProcessMark): boolean {
  if (mark.boot !== bootOfHost() || mark.started === "" || startedOf(mark.pid) !== mark.started) return false;
  return !onLinux || stat(mark.pid)?.state !== "Z";
}

/**
 * The processes of a machine: all whose environment names its root, however far they daemonized, and the group of its
 * first process. Without /proc only that group is known, and only while its leader lives.
 */
export function machineProcesses(root: string, first: ProcessMark | undefined): number[] {
  if (!onLinux) return first && isAlive(first) ? [-first.pid] : [];
  const leader = first && stat(first.pid);
  // While members of a group live the kernel gives its number to no new process, so another leader means that the group
  // has gone.
  const group =
    first && first.boot === bootOfHost() && (!leader || leader.started === first.started) ? first.pid : undefined;
  const pids: number[] = [];
  for (const entry of readdirSync("/proc")) {
    const pid = Number(entry);
    if (!Number.isInteger(pid) || pid === process.pid) continue;
    const now = stat(pid);
    if (!now || now.state === "Z" || now.state === "X") continue;
    const named = `\0${text(`/proc/${pid}/environ`) ?? ""}`.includes(`\0SPILLWAY_ROOT=${root}\0`);
    if (named || (group !== undefined && now.group === group)) pids.push(pid);
  }
  return pids;
}

function signal(pids: number[], name: NodeJS.Signals): void {
  for (const pid of pids) {
    try {
      process.kill(pid, name);
    } catch {
      // It ended by itself in the meantime.
    }
  }
}

/**
 * Ends all processes of a machine and returns when none is left: asks first for `graceMs`, then kills. Looks again
 * after every round, because a process may have started another while it was being looked for.
 */
export async function endMachineProcesses(
  root: string,
  first: ProcessMark | undefined,
  graceMs: number,
): Promise<void> {
  const polls = Math.ceil(graceMs / 20);
  for (let round = 0; round < polls; round++) {
    const pids = machineProcesses(root, first);
    if (pids.length === 0) return;
    if (round === 0) signal(pids, "SIGTERM");
    await wait(20);
  }
  for (let round = 0; round < 250; round++) {
    const pids = machineProcesses(root, first);
    if (pids.length === 0) return;
    signal(pids, "SIGKILL");
    await wait(20);
  }
  throw new Error(`Processes of ${root} do not end.`);
}
