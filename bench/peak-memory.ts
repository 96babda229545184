import { spawn } from "node:child_process";
import { once } from "node:events";
import { readdirSync, readFileSync } from "node:fs";
import { setTimeout as delay } from "node:timers/promises";

const everyMs = 100;

/**
 * Runs a program to its end and watches its memory and that of the processes that it starts: the kernel states the
 * most that each ever had (VmHWM), so that a look now and then misses nothing but its last moments.
 * @returns the most that all of them had, in bytes, by process id; the program's own first
 * @throws Error where the program fails
 */
export async function peakMemoryOf(args: string[], env: NodeJS.ProcessEnv): Promise<number[]> {
  const program = spawn(process.execPath, args, { env, stdio: ["ignore", "ignore", "inherit"] });
  const ended = once(program, "exit");
  const most = new Map<number, number>();
  while (program.exitCode === null && program.signalCode === null) {
    for (const pid of familyOf(program.pid ?? 0)) most.set(pid, Math.max(most.get(pid) ?? 0, highest(pid)));
    await Promise.race([ended, delay(everyMs)]);
  }
  if (program.exitCode !== 0) throw new Error(`${args[0]} ended with ${program.exitCode ?? program.signalCode}.`);
  return [...most.values()];
}

/** A process and those that it has started. */
function familyOf(pid: number): number[] {
  const parents = new Map<number, number>();
  for (const name of readdirSync("/proc")) {
    if (!/^\d+$/.test(name)) continue;
    // The name in brackets may hold anything; the parent is the second field after it.
    const stat = read(`/proc/${name}/stat`);
    parents.set(Number(name), Number(stat.slice(stat.lastIndexOf(")") + 2).split(" ")[1]));
  }
  const family = [pid];
  for (const one of family) for (const [child, parent] of parents) if (parent === one) family.push(child);
  return family;
}

const highest = (pid: number) => Number(/VmHWM:\s+(\d+) kB/.exec(read(`/proc/${pid}/status`))?.[1] ?? 0) * 1024;

/** Empty where the process has ended meanwhile. */
function read(file: string): string {
  try {
    return readFileSync(file, "utf8");
  } catch {
    return "";
  }
}
