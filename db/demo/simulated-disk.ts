import { existsSync, readFileSync, renameSync, writeFileSync } from "node:fs";
import path from "node:path";
import { env } from "@/server/env";
import type { SimulatedMachine } from "./simulated-machine";

const file = () => path.join(env().SPILLWAY_DATA, "simulated-machines.json");

/** The disks of all simulated machines. Empty where the story was seeded by a version that stored none. */
export function readDisks(): SimulatedMachine[] {
  return existsSync(file()) ? JSON.parse(readFileSync(file(), "utf8")) : [];
}

/** Written under another name and renamed: a crash leaves the one or the other, and the portal takes both counters. */
export function writeDisks(machines: readonly SimulatedMachine[]): void {
  writeFileSync(`${file()}.new`, JSON.stringify(machines), { mode: 0o600 });
  renameSync(`${file()}.new`, file());
}
