import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { afterEach, describe, expect, it, vi } from "vitest";
import { alive, SHELLS, sources, TestMachine } from "./testing/machine";
import { TestPortal } from "./testing/portal";
import type { PortalBehavior } from "./testing/portal-behavior";

// Real processes in real shells: a busy machine takes its time.
vi.setConfig({ testTimeout: 120_000, hookTimeout: 60_000 });

const opened: { portal: TestPortal; machine: TestMachine }[] = [];
afterEach(async () => {
  for (const { portal, machine } of opened.splice(0)) {
    await machine.remove();
    await portal.close();
  }
});

/** A machine with two units running and no loop: each `once` is one round. */
async function installed(shell: string, behavior: Partial<PortalBehavior> = {}) {
  const portal = await new TestPortal(sources, "compute-node", {
    configuration: { units: 2, workload: "workload-sample" },
    ...behavior,
  }).open();
  const machine = new TestMachine(shell);
  opened.push({ portal, machine });
  const result = await machine.script(portal.installer());
  await machine.agent("stop-loop");
  return { portal, machine, result };
}
const lastBeat = (portal: TestPortal) => portal.requests("/api/machines/heartbeat").at(-1)?.body;
const usage = (portal: TestPortal) => portal.requests("/api/v1/events").flatMap(({ body }) => body);

describe.each(Object.keys(SHELLS))("the agent in %s", (shell) => {
  it("follows the wanted number of units, revives dead ones and tells both", async () => {
    const { portal, machine } = await installed(shell);
    for (const [units, version] of [
      [4, "v2"],
      [1, "v3"],
    ] as const) {
      portal.behavior.configuration = { units, version, workload: "workload-sample" };
      portal.behavior.heartbeat = { configuration: portal.configurationDocument() };
      await machine.agent("once");
      expect(machine.units()).toHaveLength(units);
      await machine.agent("once");
      expect(lastBeat(portal)).toMatchObject({
        units,
        applied: version,
        application: "running",
        joinState: "join-2",
        licenseSeq: 1,
      });
    }
    const [unit] = machine.units() as [number];
    process.kill(unit, "SIGKILL");
    await machine.agent("once");
    expect(machine.units()).toHaveLength(1);
    expect(machine.units()).not.toContain(unit);
    const ids = usage(portal).map(({ id }) => Number(id));
    expect(ids).toEqual(ids.map((_, index) => index + 1));
    expect(
      usage(portal)
        .filter(({ type }) => type === "units")
        .map(({ data }) => data.quantity),
    ).toEqual(expect.arrayContaining(["4", "1"]));
    expect(usage(portal)[0]).toMatchObject({ specversion: "1.0", source: "mach_1", subject: "mach_1" });
    expect(machine.read("var/lib/spillway/data/unit-1/output.log")).toContain("unit 1 is at work");
    expect((await machine.agent("status")).output).toContain("units        1 of 1");
  });

  it("renews its license, refuses a lower sequence and one for another key", async () => {
    const { portal, machine } = await installed(shell);
    const first = portal.licenseDocument();
    portal.behavior.heartbeat = { license: portal.nextLicense() };
    await machine.agent("once");
    expect(portal.requests("/api/machines/acknowledge").map(({ body }) => body.seq)).toEqual([1, 2]);
    for (const refused of [first, portal.nextLicense({ machineJkt: "x" }), portal.licenseDocument({ aud: "mach_2" })]) {
      portal.behavior.heartbeat = { license: refused };
      await machine.agent("once");
      await machine.agent("once");
      expect(lastBeat(portal)).toMatchObject({ licenseSeq: 2, licenseJti: "doc-2" });
      expect(lastBeat(portal).message).toContain("was not stored");
    }
    expect(machine.units()).toHaveLength(2);
    expect(portal.faults).toEqual([]);
  });

  it("stops the application when the license is revoked, has expired by the portal's time, or the key was cloned", async () => {
    const { portal, machine } = await installed(shell);
    portal.behavior.refuse["/api/machines/heartbeat"] = { status: 409, code: "CLONED", detail: "Old state." };
    await machine.agent("once");
    expect(machine.units()).toEqual([]);
    portal.behavior.refuse = {};
    await machine.agent("once");
    expect(machine.units()).toHaveLength(2);
    portal.behavior.clockAhead = 8 * 86400;
    await machine.agent("once");
    expect(machine.units()).toEqual([]);
    portal.behavior.heartbeat = { license: portal.nextLicense() };
    await machine.agent("once");
    expect(machine.units()).toHaveLength(2);
    portal.behavior.heartbeat = { revocations: portal.revocations(["doc-2"], 4, "suspended") };
    await machine.agent("once");
    expect(machine.units()).toEqual([]);
    expect((await machine.agent("status")).output).toContain("SUSPENDED");
    portal.behavior.heartbeat = {
      license: portal.nextLicense(),
      revocations: portal.revocations(["doc-2"], 4, "active"),
    };
    await machine.agent("once");
    expect(lastBeat(portal).message).toContain("suspended");
    expect(machine.units()).toHaveLength(2);
    portal.behavior.heartbeat = { revocations: portal.revocations(["doc-2", "doc-3"], 5, "revoked") };
    await machine.agent("once");
    expect(machine.units()).toEqual([]);
    portal.behavior.heartbeat = { revocations: portal.revocations([], 4) }; // older: a replay takes nothing back
    await machine.agent("once");
    expect(machine.units()).toEqual([]);
    expect(lastBeat(portal)).toMatchObject({ application: "stopped", message: expect.stringContaining("revoked") });
  });

  it("keeps usage in the spool until the portal has answered", async () => {
    const { portal, machine } = await installed(shell);
    portal.behavior.refuse["/api/v1/events"] = { status: 403, code: "NO", detail: "Not now." };
    await machine.agent("once");
    const waiting = portal
      .requests("/api/v1/events")
      .at(-1)
      ?.body.map(({ id }: { id: string }) => id);
    portal.behavior.refuse = {};
    portal.behavior.usageStatus = 207;
    await machine.agent("once");
    expect(
      portal
        .requests("/api/v1/events")
        .at(-1)
        ?.body.map(({ id }: { id: string }) => id),
    ).toEqual(expect.arrayContaining(waiting));
    expect(machine.written().filter((path) => /spool\/\d/.test(path))).toEqual([]);
  });

  it("runs as a loop, removes itself when told to, and an upgrade replaces the agent only", async () => {
    const { portal, machine } = await installed(shell);
    const units = machine.units();
    const changed = { ...sources, "usage.sh": `${sources["usage.sh"]}\n# newer\n` };
    const newer = new TestPortal(changed, "compute-node");
    Object.assign(newer, { origin: portal.origin, installerKey: portal.installerKey, licenseKey: portal.licenseKey });
    const upgrade = await machine.script(newer.installer());
    expect(upgrade.output).toContain("was replaced");
    expect(upgrade.code).toBe(0);
    expect(machine.units()).toEqual(units);
    expect(portal.requests("/api/machines/enrol")).toHaveLength(1);
    const pid = Number(readFileSync(join(machine.root, "var/lib/spillway/agent.pid"), "utf8").split(" ")[0]);
    expect(alive(pid)).toBe(true);
    portal.behavior.heartbeat = { command: "uninstall" };
    await expect.poll(() => existsSync(join(machine.root, "opt/spillway")), { timeout: 60_000 }).toBe(false);
    expect(portal.released).toBe(1);
    expect(units.some(alive)).toBe(false);
    await expect.poll(() => alive(pid), { timeout: 60_000 }).toBe(false);
  });
});

describe("programs on the machine", () => {
  const run = async (machine: TestMachine, portal: TestPortal) => {
    opened.push({ portal, machine });
    const result = await machine.script(portal.collector());
    expect(result.output).toContain("Installed");
    expect(portal.faults).toEqual([]);
    expect(machine.units()).toHaveLength(1);
    portal.behavior.refuse["/api/machines/release"] = { status: 503, code: "BUSY", detail: "The portal is busy." };
    const kept = await machine.agent("uninstall");
    expect(kept.code).toBe(1);
    expect(machine.has("etc/spillway/machine.key")).toBe(true);
    expect(machine.units()).toEqual([]);
    portal.behavior.refuse = {};
    await machine.agent("start");
    await expect.poll(() => machine.units().length, { timeout: 60_000 }).toBe(1);
    const units = machine.units();
    expect((await machine.agent("uninstall")).code).toBe(0);
    expect(units.some(alive)).toBe(false);
    expect(machine.written()).toEqual([]);
  };
  const configuration = { units: 1, workload: "own-work" };
  const files = [{ name: "own-work", content: Buffer.from('echo "own $1"; while :; do sleep 1; done\n') }];
  const portal = () => new TestPortal(sources, "compute-node", { configuration, files }).open();

  it("wget serves where there is no curl; the customer's own workload is fetched and checked", async () => {
    await run(new TestMachine("dash", { without: ["curl"] }), await portal());
  });
  it("busybox alone serves, with openssl added", async () => {
    await run(new TestMachine("busybox", { only: "busybox" }), await portal());
  });
  it("a fetched file that is not what was signed is thrown away", async () => {
    const bad = await portal();
    const [file] = bad.behavior.files as [{ name: string; content: Buffer }];
    const machine = new TestMachine("dash");
    opened.push({ portal: bad, machine });
    const text = bad.installer();
    const path = `/i/artefacts/${text.length ? (await import("node:crypto")).createHash("sha256").update(file.content).digest("hex") : ""}`;
    bad.behavior.refuse[path] = { status: 200, code: "x", detail: "something else" };
    const result = await machine.script(text);
    expect(result.output).toContain("is not what the portal signed");
    expect(result.code).toBe(1);
    expect(bad.requests("/api/machines/enrol")).toEqual([]);
    // The portal receives the reason itself, not where to look for it.
    const outcome = bad.requests("/api/machines/report").find(({ body }) => body.kind === "outcome");
    expect(outcome?.body).toMatchObject({
      state: "failed",
      detail: expect.stringContaining("not what the portal signed"),
    });
  });
});
