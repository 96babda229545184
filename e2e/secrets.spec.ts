import { readdirSync, readFileSync } from "node:fs";
import { expect, test } from "@playwright/test";
import { dataDir, readData } from "./support/installation";

// What every local user can read of a process (its arguments), and what a program that is no part of Spillway is given
// (its environment).

type Process = { pid: string; args: string; environment: Map<string, string> };
type Secrets = { keys: string; nextAuthSecret: string; cronSecret: string; sandboxTokens: Record<string, string> };

test("no process carries a secret in its arguments, and no program that is not Spillway's knows one", () => {
  test.skip(process.platform !== "linux", "/proc shows the processes on Linux alone");
  const { sandboxTokens, keys, ...others } = readData<Secrets>("secrets.json");
  const own = [...keys.split(",").map((key) => key.split(":")[1] ?? ""), ...Object.values(others)];
  const all = [...own, ...Object.values(sandboxTokens)];
  expect(all.every((secret) => secret.length >= 32)).toBe(true);

  const processes = readdirSync("/proc")
    .filter((name) => /^\d+$/.test(name))
    .flatMap(read);
  const bearing = processes.filter(({ args }) => all.some((secret) => args.includes(secret)));
  expect(bearing.map(({ args }) => args)).toEqual([]);

  const ours = processes.filter(({ args }) => args.includes(dataDir()));
  const clouds = ours.filter(({ args }) => args.includes("sandbox-cloud.mjs"));
  const machines = processes.filter(({ environment }) => environment.get("SPILLWAY_ROOT")?.startsWith(dataDir()));
  expect(clouds).toHaveLength(2);
  expect(machines.length).toBeGreaterThan(0);
  const known = ({ environment }: Process, secrets: string[]) =>
    [...environment].filter(([, value]) => secrets.some((secret) => value.includes(secret))).map(([name]) => name);
  for (const cloud of clouds) expect(known(cloud, own), cloud.args).toEqual([]);
  for (const machine of machines) expect(known(machine, all), machine.args).toEqual([]);
});

/** A process that lives and that this user may look at; PostgreSQL runs as another user where root runs the tests. */
function read(pid: string): Process[] {
  try {
    const args = readFileSync(`/proc/${pid}/cmdline`, "utf8").split("\0").join(" ");
    const variables = readFileSync(`/proc/${pid}/environ`, "utf8")
      .split("\0")
      .filter((text) => text.includes("="));
    const environment = new Map(variables.map((text) => text.split(/=(.*)/s).slice(0, 2) as [string, string]));
    return [{ pid, args, environment }];
  } catch {
    return [];
  }
}
