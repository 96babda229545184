import { expect, test } from "@playwright/test";
import { BareMachine } from "./bare-machine/machine";
import { bareDebian, NoBareMachine } from "./bare-machine/root";
import { origin, run } from "./support/installation";

// The one-liner on machines that hold next to nothing: a minimal Debian, and one whose whole userland is busybox
// (docs/rules.md 8.7).

type Link = { id: string; url: string; command: string };
type Machine = { id: string; state: string; application: string; serial: string; grantedAllocationBytes: string };
type License = { state: string; seatNo: number | null; machineId: string };

/** What lives while the agent runs: its log, spool and counters. */
const living =
  /^\/(var\/lib\/spillway|var\/log\/spillway\.log|etc\/spillway\/state\/(joinState|interval|usage\w+|clockOffset|deathsInRow|on))(\/|$)/;

const identifier = `bare-${Date.now().toString(36)}`;
let key = "";
const booted: BareMachine[] = [];
// Packages are fetched and a root is copied: a busy computer takes its time.
test.describe.configure({ timeout: 240_000 });

test.beforeAll(async () => {
  test.setTimeout(600_000);
  try {
    await bareDebian();
  } catch (error) {
    if (!(error instanceof NoBareMachine)) throw error;
    console.log(`The bare machines are left out: ${error.message}`);
    test.skip(true, error.message);
  }
  await run("customer", "add", "--name", `Bare "& Söhne" $(id)`, "--identifier", identifier);
  key = (await run<{ key: string }>("key", "create", "--scope", "provisioning:read", "--customer", identifier)).key;
});
test.afterAll(async () => {
  for (const machine of booted) await machine.remove();
});

async function boot(about: Parameters<typeof BareMachine.boot>[0]): Promise<BareMachine> {
  const machine = await BareMachine.boot(about);
  booted.push(machine);
  return machine;
}
const link = (service: string) => run<Link>("link", "create", "--customer", identifier, "--service", service);
async function ask<T>(address: string): Promise<T> {
  const answer = await fetch(`${origin()}/api/v1/${address}`, { headers: { authorization: `Bearer ${key}` } });
  expect(answer.status).toBe(200);
  return (await answer.json()) as T;
}
const machineOf = async (serial: string) =>
  (await ask<{ machines: Machine[] }>(`machines?search=${serial}`)).machines[0] as Machine;
const licenseOf = async (machineId: string) =>
  (await ask<{ licenses: License[] }>("licenses")).licenses.find(
    (license) => license.machineId === machineId,
  ) as License;
const isActive = (serial: string) =>
  expect.poll(async () => (await machineOf(serial))?.state, { timeout: 60_000 }).toBe("active");

test("compute node on a bare Debian: installs, a second run changes nothing, uninstalling leaves nothing and frees the seat", async () => {
  const machine = await boot({ serial: "SN-BARE-NODE", name: "bare-node" });
  const clean = machine.files();
  const { command } = await link("compute-node");
  const first = await machine.run(command);
  expect(first.out).toContain("Installed: compute-node runs on this machine as mach_");
  expect(first.code).toBe(0);
  await isActive("SN-BARE-NODE");
  const known = await machineOf("SN-BARE-NODE");
  expect(known).toMatchObject({ application: "running", grantedAllocationBytes: expect.stringMatching(/^\d+$/) });
  const seat = await licenseOf(known.id);
  expect(seat).toMatchObject({ state: "active", seatNo: expect.any(Number) });

  const installed = machine.files(living);
  const loop = await machine.run("cat /var/lib/spillway/agent.pid");
  expect(await machine.run(command)).toEqual({
    code: 0,
    out: `This machine is already installed and enrolled as ${known.id}; nothing was changed.\n`,
  });
  expect(machine.files(living)).toEqual(installed);
  expect(await machine.run("cat /var/lib/spillway/agent.pid")).toEqual(loop);
  expect(await licenseOf(known.id)).toEqual(seat);

  const removed = await machine.run(command.replace(/\| sh$/, "| sh -s -- --uninstall"));
  expect([removed.code, removed.out]).toEqual([0, expect.stringContaining("the seat is free")]);
  expect(await licenseOf(known.id)).toMatchObject({ state: "released", seatNo: null });
  expect(await machineOf("SN-BARE-NODE")).toMatchObject({ state: "retired", application: "absent" });
  expect(machine.files()).toEqual(clean);
  expect((await machine.run("ps ax 2>/dev/null || cat /proc/[0-9]*/cmdline | tr '\\0' ' '")).out).not.toContain(
    "spillway",
  );
});

test("cloud backup on a bare Debian: restic comes by itself, the first backup is read back, and one command restores", async () => {
  const machine = await boot({ serial: "SN-BARE-BACKUP", name: "bare-backup" });
  const name = '/home/ann/it\'s a "file".txt';
  await machine.run(`mkdir -p /home/ann && echo 'what must not be lost' >'${name.replace("'", "'\\''")}'`);
  const { code, out } = await machine.run((await link("cloud-backup")).command);
  expect(out).toMatch(/\d+ files restored and compared byte by byte\./);
  expect(out).toContain("Installed: cloud-backup runs on this machine as mach_");
  expect(code).toBe(0);
  await isActive("SN-BARE-BACKUP");
  const restored = await machine.run(
    "sh /opt/spillway/agent.sh restore --target /tmp/back && cat /tmp/back/home/ann/*",
  );
  expect([restored.code, restored.out]).toEqual([0, expect.stringContaining("what must not be lost")]);
  expect((await machine.run("sh /opt/spillway/agent.sh uninstall")).code).toBe(0);
  expect(await licenseOf((await machineOf("SN-BARE-BACKUP")).id)).toMatchObject({ state: "released", seatNo: null });
});

test("busybox alone: without openssl one sentence and exit code 3 before any write; with it, it installs", async () => {
  const machine = await boot({ serial: "SN-BUSYBOX", name: "busybox", userland: "busybox" });
  const { url } = await link("compute-node");
  const command = `wget -qO- ${url}.sh | sh`;
  const clean = machine.files();
  expect(await machine.run(command)).toEqual({
    code: 3,
    out: "Not installed on this machine, but needed: openssl. Nothing was changed; install it and run this again.\n",
  });
  expect(machine.files()).toEqual(clean);
  await machine.addOpenssl();
  const { code, out } = await machine.run(command);
  expect(out).toContain("Installed: compute-node runs on this machine as mach_");
  expect(code).toBe(0);
  await isActive("SN-BUSYBOX");
  expect((await machine.run("sh /opt/spillway/agent.sh uninstall")).code).toBe(0);
  expect(await machineOf("SN-BUSYBOX")).toMatchObject({ state: "retired" });
});
