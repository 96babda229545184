import { inProvider } from "@/server/context";
import { releaseMachine } from "@/server/workflow/release-machine";
import { asOwner } from "./actors";
import { type StoryMachine, tellMachine } from "./demo-machine";
import type { SimulatedMachine } from "./simulated-machine";

const backup = (
  hostname: string,
  serial: string,
  totalGib: number,
  availableGib: number,
  daysAgo: number,
  more: Partial<StoryMachine> = {},
): StoryMachine => ({
  hostname,
  serial,
  service: "cloud-backup",
  totalGib,
  availableGib,
  daysAgo,
  ends: "active",
  ...more,
});
const node = (hostname: string, serial: string, daysAgo: number): StoryMachine => ({
  ...backup(hostname, serial, 512, 300, daysAgo),
  service: "compute-node",
});

const machines: Record<string, StoryMachine[]> = {
  "nordhafen-log": [
    backup("hh-fileserver-02", "5CG2140QJ8", 8192, 4200, 210),
    backup("hh-fileserver-04.nordhafen.example", "5CG2140QKD", 256, 7, 1, { ends: "waits" }),
    backup("zollabwicklung-bremerhaven-terminal-2", "VMW-564D1F0A", 931, 412, 1, { linkSerial: "PF2N81QX" }),
    backup("lkw-dispo-03", "PF3T9KXM", 476, 310, 48),
  ],
  "oresunds-precision": [
    backup("cnc-gateway-1", "GTQ0RW2", 4096, 3000, 190),
    backup("archiv-malmo", "GTQ0RW9", 16384, 11000, 120),
  ],
  "isbjorn-cold-chain": [node("reefer-hub-04", "R90TQ1AB", 364)],
  "carrieres-ardenne": [node("pesage-01", "CZC9410VTN", 364)],
  "ferrante-trasporti": [
    backup("sede-nas", "2UA4310KL0", 8192, 7100, 150),
    backup("deposito-genova", "2UA4310KL7", 1024, 470, 33),
  ],
  "kommunale-wasserwerke": [backup("scada-hist-1", "5CG8422XZ1", 4096, 1600, 260)],
  "atelier-vrancken": [backup("render-a", "VMW-421E77C0", 2048, 1400, 75)],
  "tallaght-vets": [
    backup("reception-2", "PC1B3QZL", 512, 220, 21),
    backup("xray-ws", "PC1B3QZM", 1024, 600, 0.02, { ends: "failed" }),
  ],
};

/** The company's own machines that a machine in a sandbox cloud takes over from today (live-machines.ts). */
const replaced: Record<string, { hostname: string; by: string }> = {
  "isbjorn-cold-chain": { hostname: "reefer-hub-04", by: "reefer-hub-05 in Sandbox A" },
  "carrieres-ardenne": { hostname: "pesage-01", by: "pesage-02 in Sandbox B" },
};

/**
 * The machines of one company's story. @returns their management ids by host name, and those that the simulation goes
 * on with
 */
export async function tellMachines(input: {
  customerId: string;
  identifier: string;
  now: Date;
}): Promise<{ machineIds: Map<string, string>; simulated: SimulatedMachine[] }> {
  const machineIds = new Map<string, string>();
  const atWork: SimulatedMachine[] = [];
  for (const machine of machines[input.identifier] ?? []) {
    const { machineId, simulated } = await tellMachine(machine, input);
    machineIds.set(machine.hostname, machineId);
    if (simulated && machine.hostname !== replaced[input.identifier]?.hostname) atWork.push(simulated);
  }
  return { machineIds, simulated: atWork };
}

/** Releases the machine that another one takes over from, once its last use is recorded. */
export async function releaseReplaced(input: {
  customerId: string;
  identifier: string;
  now: Date;
  machineIds: Map<string, string>;
}): Promise<void> {
  const { customerId, now } = input;
  const { hostname, by } = replaced[input.identifier] ?? {};
  const machineId = hostname && input.machineIds.get(hostname);
  if (!machineId) return;
  await inProvider(await asOwner(input.identifier, customerId, now), (ctx) =>
    releaseMachine(ctx, { customerId, machineId, reason: `${by} takes over its units.` }),
  );
}
