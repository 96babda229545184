import { execFileSync } from "node:child_process";
import { cpSync, existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, afterEach, describe, expect, it, vi } from "vitest";
import { alive, SHELLS, sources, TestMachine, which } from "./testing/machine";
import { TestPortal } from "./testing/portal";
import type { PortalBehavior } from "./testing/portal-behavior";

// Real processes in real shells: a busy machine takes its time.
vi.setConfig({ testTimeout: 120_000, hookTimeout: 60_000 });

const opened: { portal: TestPortal; machine: TestMachine }[] = [];
const folders: string[] = [];
afterEach(async () => {
  for (const { portal, machine } of opened.splice(0)) {
    await machine.remove();
    await portal.close();
  }
  for (const folder of folders.splice(0)) rmSync(folder, { recursive: true, force: true });
});

const PASSWORD = `pass'word "$(id)"`;
const DOCUMENT = `private ${"x".repeat(50_000)}`;

function repository(): string {
  const folder = mkdtempSync(join(tmpdir(), "spillway-repository-"));
  folders.push(folder);
  return join(folder, "repository");
}

let made = "";
/**
 * A repository that is there already and empty, made once: restic takes a second or two to set the price of guessing
 * its password.
 */
function madeRepository(): string {
  if (!made) {
    made = mkdtempSync(join(tmpdir(), "spillway-made-"));
    restic(made, "init");
  }
  const folder = repository();
  cpSync(made, folder, { recursive: true });
  return folder;
}
afterAll(() => made && rmSync(made, { recursive: true, force: true }));

async function setUp(
  shell: string,
  configuration: Record<string, unknown>,
  options: ConstructorParameters<typeof TestMachine>[1] = {},
  behavior: Partial<PortalBehavior> = {},
) {
  const portal = await new TestPortal(sources, "cloud-backup", {
    configuration: {
      repositoryPassword: PASSWORD,
      quotaBytes: String(1024 ** 3),
      paths: "/home /etc /nowhere",
      everySeconds: 86400,
      ...configuration,
    },
    ...behavior,
  }).open();
  const machine = new TestMachine(shell, options);
  machine.write("home/ann/it's a name.txt", DOCUMENT);
  opened.push({ portal, machine });
  return { portal, machine };
}
const lastBeat = (portal: TestPortal) => portal.requests("/api/machines/heartbeat").at(-1)?.body;
const usage = (portal: TestPortal) => portal.requests("/api/v1/events").flatMap(({ body }) => body);
/** A word of the machine's state once its job has ended: what the job wrote on the way is not looked at. */
const jobDone = (machine: TestMachine, text: string) =>
  expect.poll(
    () => {
      if (alive(Number.parseInt(machine.read("var/lib/spillway/job.pid"), 10))) throw new Error("The job is at work.");
      return machine.read(`etc/spillway/state/${text}`).trim();
    },
    { timeout: 90_000, interval: 100 },
  );
const restic = (repo: string, ...args: string[]) =>
  execFileSync("restic", ["-r", repo, ...args], {
    env: { ...process.env, RESTIC_PASSWORD: PASSWORD },
    encoding: "utf8",
  });

describe.skipIf(!which("restic"))("cloud backup (skipped where restic is not installed)", () => {
  it.each(Object.keys(SHELLS))("backs up, proves it, tells what is stored and restores, in %s", async (shell) => {
    const repo = repository();
    const { portal, machine } = await setUp(shell, { repository: repo });
    const result = await machine.script(portal.collector());
    expect(result.output).toContain("compared byte by byte");
    expect(result.code).toBe(0);
    expect(portal.faults).toEqual([]);
    const steps = portal.requests("/api/machines/report").map(({ body }) => `${body.step} ${body.state}`);
    expect(steps.slice(-6)).toEqual([
      "start done",
      "first-backup running",
      "first-backup done",
      "restore-check running",
      "restore-check done",
      "finished done",
    ]);
    expect(restic(repo, "ls", "latest")).not.toContain("machine.key");
    await machine.agent("stop-loop");
    await machine.agent("once");
    const [snapshot] = lastBeat(portal).snapshots;
    expect(lastBeat(portal)).toMatchObject({
      application: "running",
      snapshots: [{ id: expect.stringMatching(/^[0-9a-f]{64}$/) }],
    });
    expect(Number(snapshot.bytes)).toBeGreaterThan(0);
    const [event] = usage(portal);
    expect(event).toMatchObject({ type: "storage", data: { meter: "storage" } });
    expect(Math.round(Number(event.data.quantity) * 1024 ** 3)).toBeGreaterThan(0);
    const target = join(machine.root, "restored here");
    const restored = await machine.agent("restore", "latest", "--target", target);
    expect(restored.code).toBe(0);
    expect(readFileSync(join(target, "home/ann/it's a name.txt"), "utf8")).toBe(DOCUMENT);
    expect((await machine.agent("restore")).code).toBe(2);
    expect((await machine.agent("status")).output).toContain("snapshots");
  });

  it("backs up again when it is due by the portal's time, and pauses at the quota", async () => {
    const repo = madeRepository();
    const { portal, machine } = await setUp("dash", { repository: repo });
    await machine.script(portal.collector());
    await machine.agent("stop-loop");
    const first = machine.read("etc/spillway/state/lastBackup");
    portal.behavior.clockAhead = 86_401;
    await machine.agent("once");
    await jobDone(machine, "lastBackup").not.toBe(first.trim());
    expect(JSON.parse(restic(repo, "snapshots", "--json"))).toHaveLength(2);
    portal.behavior.clockAhead = 2 * 86_402;
    portal.behavior.configuration = { ...portal.behavior.configuration, version: "v2", quotaBytes: "10" };
    portal.behavior.heartbeat = { configuration: portal.configurationDocument() };
    await machine.agent("once");
    await jobDone(machine, "paused").toBe("1");
    await machine.agent("once");
    expect(lastBeat(portal)).toMatchObject({
      application: "paused",
      message: expect.stringContaining("quota of 10 bytes"),
    });
    expect(JSON.parse(restic(repo, "snapshots", "--json"))).toHaveLength(2);
  });

  it("moves a snapshot: copied and checked on the second machine, then forgotten on the first", async () => {
    const from = madeRepository();
    const to = madeRepository();
    const first = await setUp("busybox", { repository: from });
    await first.machine.script(first.portal.collector());
    await first.machine.agent("stop-loop");
    const [{ id }] = JSON.parse(restic(from, "snapshots", "--json"));
    const second = await setUp("dash", { repository: to, adopt: id, adoptRepository: from });
    expect((await second.machine.script(second.portal.collector())).code).toBe(0);
    await jobDone(second.machine, "applied").toBe("v1");
    await second.machine.agent("stop-loop");
    await second.machine.agent("once");
    expect(lastBeat(second.portal).snapshots).toContainEqual(expect.objectContaining({ original: id }));
    first.portal.behavior.configuration = { ...first.portal.behavior.configuration, version: "v2", drop: id };
    first.portal.behavior.heartbeat = { configuration: first.portal.configurationDocument() };
    await first.machine.agent("once");
    await jobDone(first.machine, "applied").toBe("v2");
    await first.machine.agent("once");
    expect(lastBeat(first.portal).snapshots).toEqual([]);
    expect(JSON.parse(restic(from, "snapshots", "--json"))).toEqual([]);
  });

  it("takes restic from the portal, checked, where the machine has none", async () => {
    const content = readFileSync(which("restic") as string);
    const { portal, machine } = await setUp(
      "dash",
      { repository: madeRepository() },
      { without: ["restic"] },
      { files: [{ name: "restic", content }] },
    );
    const result = await machine.script(portal.collector());
    expect(result.output).toContain("compared byte by byte");
    expect(result.code).toBe(0);
    expect(machine.has("opt/spillway/application/restic")).toBe(true);
  });

  it("installs on a machine that has nothing to back up yet, and says so", async () => {
    const { portal, machine } = await setUp("dash", { repository: madeRepository(), paths: "/srv" });
    mkdirSync(join(machine.root, "srv"), { recursive: true });
    const result = await machine.script(portal.collector());
    expect(result.output).toContain("It is empty: no file lies in the configured paths yet.");
    expect(result.code).toBe(0);
    expect(portal.requests("/api/machines/report").at(-1)?.body).toMatchObject({ step: "finished", state: "done" });
  });

  it("says why the first backup failed, without the password, and tries again by itself", async () => {
    const folder = mkdtempSync(join(tmpdir(), "spillway-broken-"));
    folders.push(folder);
    const { portal, machine } = await setUp("dash", { repository: "rest:http://user:geheim@127.0.0.1:1/x/" });
    const result = await machine.script(portal.collector());
    expect(result.code).toBe(1);
    expect(result.output).toContain("restic init failed");
    const told = JSON.stringify(portal.seen) + result.output;
    expect(told).not.toContain("geheim");
    const outcome = portal.requests("/api/machines/report").at(-1)?.body;
    expect(outcome).toMatchObject({ kind: "outcome", step: "finished", state: "failed" });
    await machine.agent("stop-loop");
    portal.behavior.configuration = { ...portal.behavior.configuration, version: "v2", repository: join(folder, "r") };
    portal.behavior.heartbeat = { configuration: portal.configurationDocument() };
    portal.behavior.clockAhead = 120;
    await machine.agent("once");
    await jobDone(machine, "proved").toBe("1");
    await machine.agent("once");
    expect(portal.requests("/api/machines/report").at(-1)?.body).toMatchObject({ kind: "outcome", state: "done" });
    expect(readdirSync(folder)).toEqual(["r"]);
    expect(existsSync(join(machine.root, "var/lib/spillway/tmp/restore-check"))).toBe(false);
  });
});
