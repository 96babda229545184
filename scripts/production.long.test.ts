import { execFile } from "node:child_process";
import { chmodSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { promisify } from "node:util";
import { afterAll, beforeAll, expect, test } from "vitest";
import { PrivateCa } from "../agent/testing/private-ca";
import { BareMachine } from "../e2e/bare-machine/machine";
import { NoBareMachine } from "../e2e/bare-machine/root";
import { foreignEnvironment } from "./environment.mjs";
import { StartedInstallation } from "./testing/started-installation";
import { TlsProxy } from "./testing/tls-proxy";

// A production installation from an empty database behind a TLS proxy with a private CA: a machine is installed through
// it; it is backed up, destroyed and restored in another folder on another port; the machine goes on.

type Machine = { id: string; state: string; application: string; lastHeartbeatAt: string };
type UsageRecord = { meter: string; quantity: string; fate: string; receivedAt: string };

const ca = new PrivateCa("Private root");
let folder: string;
let proxy: TlsProxy;
let running: StartedInstallation | undefined;
/** `root`: of its files as it sees them itself; empty for /. */
let machine:
  | { root: string; run(command: string): Promise<{ code: number; out: string }>; remove(): Promise<void> }
  | undefined;
let key = "";

beforeAll(async () => {
  folder = mkdtempSync(path.join(tmpdir(), "spillway-production-"));
  chmodSync(folder, 0o711);
  proxy = await TlsProxy.open(ca.issue());
});
afterAll(async () => {
  await machine?.remove();
  await running?.stop();
  await proxy?.close();
  ca.remove();
  rmSync(folder, { recursive: true, force: true });
});

const settings = () => ({
  SPILLWAY_MODE: "production",
  SPILLWAY_ORIGIN: proxy.origin,
  SPILLWAY_CA_FILE: ca.path,
  SPILLWAY_TRUSTED_PROXIES: "127.0.0.1",
});
async function start(name: string): Promise<StartedInstallation> {
  const started = await StartedInstallation.start({ dataDir: path.join(folder, name, "data"), settings: settings() });
  proxy.lead(started.origin);
  return started;
}

/** A bare Debian where one can be made, else a directory of this machine. */
async function newMachine(): Promise<NonNullable<typeof machine>> {
  try {
    const bare = await BareMachine.boot({ serial: "SN-PRODUCTION", name: "production" });
    return { root: "", run: (command) => bare.run(command), remove: () => bare.remove() };
  } catch (error) {
    if (!(error instanceof NoBareMachine)) throw error;
    console.log(`A directory stands for the machine: ${error.message}`);
    const root = path.join(folder, "machine");
    mkdirSync(path.join(root, "sys/class/dmi/id"), { recursive: true });
    writeFileSync(path.join(root, "sys/class/dmi/id/product_serial"), "SN-PRODUCTION\n");
    const env = { ...process.env, SPILLWAY_ROOT: root, HOME: root };
    const run = (command: string) =>
      promisify(execFile)("sh", ["-c", `{ ${command}\n} 2>&1`], { env }).then(
        ({ stdout }) => ({ code: 0, out: stdout }),
        ({ code, stdout }: { code: number; stdout: string }) => ({ code, out: stdout }),
      );
    return { root, run, remove: async () => void (await run(`sh ${root}/opt/spillway/agent.sh uninstall`)) };
  }
}

/** The API, through the proxy as programs reach it, by curl with the CA. */
async function ask<T>(address: string): Promise<T> {
  const args = ["-fsS", "--cacert", ca.path, "-H", `Authorization: Bearer ${key}`, `${proxy.origin}/api/v1/${address}`];
  return JSON.parse((await promisify(execFile)("curl", args)).stdout) as T;
}
const theMachine = async () => (await ask<{ machines: Machine[] }>("machines")).machines[0] as Machine;
const counted = async () =>
  (await ask<{ records: UsageRecord[] }>("usage-records?limit=1000")).records.filter(({ fate }) => fate === "counted");
/** One round of the agent now: in production it waits five minutes between two. */
async function aRound(on: NonNullable<typeof machine>): Promise<void> {
  const { code, out } = await on.run(`sh ${on.root}/opt/spillway/agent.sh --root ${on.root || "/"} once`);
  expect([code, out]).toEqual([0, ""]);
}
const eventually = (look: () => Promise<unknown>) => expect.poll(look, { timeout: 120_000, interval: 1_000 });

test("from nothing, through a private CA, backed up, destroyed, restored elsewhere: its machine goes on", async () => {
  running = await start("one");
  expect(running.output.join("\n")).toContain(`Open this link once to become its owner:`);
  const doctor = await running
    .run<{ checks: { part: string; detail?: string }[] }>("doctor")
    .catch((error) => JSON.parse(error.stdout));
  expect(doctor.checks.find(({ part }: { part: string }) => part === "ca")).toMatchObject({
    ok: true,
    detail: expect.stringContaining("CN=Private root, valid until"),
  });
  await running.run("customer", "add", "--name", "Hafen GmbH", "--identifier", "hafen");
  const scope = ["--scope", "provisioning:read,usage:read", "--customer", "hafen"];
  key = (await running.run<{ key: string }>("key", "create", ...scope)).key;
  const { command } = await running.run<{ command: string }>(
    ...["link", "create", "--customer", "hafen", "--service", "compute-node"],
  );
  expect(command).toContain("/i/ca.pem");

  machine = await newMachine();
  const installed = await machine.run(command);
  expect(installed.out).toContain("Installed: compute-node runs on this machine as mach_");
  await aRound(machine);
  await eventually(async () => (await theMachine()).state).toBe("active");
  const { id } = await theMachine();
  await aRound(machine);
  await eventually(async () => (await counted()).length).toBeGreaterThan(0);

  const passphrase = path.join(folder, "passphrase");
  writeFileSync(passphrase, "correct horse battery\n");
  const file = path.join(folder, "spillway.backup");
  await running.run("backup", file, "--passphrase-file", passphrase);
  const before = await counted();
  expect(await running.stop()).toBe(0);
  rmSync(path.join(folder, "one"), { recursive: true });

  const there = {
    ...foreignEnvironment(),
    NODE_ENV: "production" as const,
    ...settings(),
    SPILLWAY_DATA: path.join(folder, "two", "data"),
  };
  mkdirSync(path.join(folder, "two"));
  await promisify(execFile)(
    process.execPath,
    ["scripts/spillway.mjs", "restore", file, "--passphrase-file", passphrase],
    {
      env: there,
    },
  );
  const at = new Date().toISOString();
  running = await start("two");
  await aRound(machine);
  await eventually(async () => (await theMachine()).lastHeartbeatAt > at).toBe(true);
  expect(await theMachine()).toMatchObject({ id, state: "active", application: "running" });
  await eventually(async () => (await counted()).length).toBeGreaterThan(before.length);

  const removed = await machine.run(command.replace(/\| sh$/, "| sh -s -- --uninstall"));
  expect(removed.out).toContain("the seat is free");
  expect(await theMachine()).toMatchObject({ state: "retired" });
  expect(await running.stop()).toBe(0);
  running = undefined;
}, 1_200_000);
