import { spawnSync } from "node:child_process";
import { afterEach, describe, expect, it, vi } from "vitest";
import { df, SHELLS, sources, TestMachine } from "./testing/machine";
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

async function setUp(
  shell: string,
  behavior: Partial<PortalBehavior> = {},
  options: ConstructorParameters<typeof TestMachine>[1] = {},
) {
  const portal = await new TestPortal(sources, "compute-node", {
    configuration: { units: 2, workload: "workload-sample" },
    ...behavior,
  }).open();
  const machine = new TestMachine(shell, options);
  opened.push({ portal, machine });
  return { portal, machine };
}

/** Some builds of busybox have wget within their shell, whatever PATH says: such a machine is never without it. */
const shellBringsWget = (shell: string) =>
  shell === "busybox" && spawnSync("busybox", ["sh", "-c", "PATH=/nowhere; command -v wget"]).status === 0;

const steps = (portal: TestPortal) =>
  portal.requests("/api/machines/report").map(({ body }) => `${body.kind} ${body.step} ${body.state}`);
const ORDER = ["collect", "enrol", "acknowledge"].map((name) => `/api/machines/${name}`);

describe.each(Object.keys(SHELLS))("in %s", (shell) => {
  it("collects, verifies, enrolls, acknowledges, starts; again changes nothing; uninstall frees the seat", async () => {
    const { portal, machine } = await setUp(shell);
    const first = await machine.script(portal.collector());
    expect(first.output).toContain("Installed");
    expect(first.code).toBe(0);
    expect(portal.faults).toEqual([]);
    expect(portal.seen.map(({ path }) => path).filter((path) => ORDER.includes(path))).toEqual(ORDER);
    expect(machine.units()).toHaveLength(2);
    expect(steps(portal)).toEqual([
      "progress fetch running",
      "progress fetch done",
      "progress application done",
      "progress enrol done",
      "progress entitlements done",
      "progress start done",
      "outcome finished done",
    ]);
    const [report] = portal.requests("/api/machines/collect");
    expect(report?.body.facts).toMatchObject({
      serial: "SN-1",
      serialSource: "product_serial",
      totalBytes: String(100n * 1024n ** 3n),
      availableBytes: String(60n * 1024n ** 3n),
      allocationBytes: String(27n * 1024n ** 3n),
      hostname: "laptop",
      os: "linux",
      osVersion: "Test Linux 1",
      cloud: "sandbox-a",
      instanceId: "i-1",
    });
    expect(report?.body.facts.installId).toMatch(/^[0-9a-f]{64}$/);
    expect(machine.read("etc/rc.local")).toContain("agent.sh");

    const units = machine.units();
    const before = portal.requests("/api/machines/enrol").length;
    const second = await machine.script(portal.collector());
    expect(second.output).toContain("nothing was changed");
    expect(second.code).toBe(0);
    expect(portal.requests("/api/machines/enrol")).toHaveLength(before);
    expect(machine.units()).toEqual(units);

    const removed = await machine.script(portal.collector(), ["--uninstall"]);
    expect(removed.output).toContain("the seat is free");
    expect(removed.code).toBe(0);
    expect(portal.released).toBe(1);
    expect(machine.units()).toEqual([]);
    expect(machine.written()).toEqual([]);
    expect(machine.has("etc/rc.local")).toBe(false);
  });

  it("never starts the application when the acknowledgement is refused", async () => {
    const { portal, machine } = await setUp(shell, {
      refuse: { "/api/machines/acknowledge": { status: 403, code: "SUSPENDED", detail: "The license is suspended." } },
    });
    const result = await machine.script(portal.collector());
    expect(result.output).toContain("The license is suspended.");
    expect(result.code).toBe(6);
    expect((await machine.agent("once")).code).toBe(0);
    expect(machine.units()).toEqual([]);
    expect(portal.requests("/api/machines/heartbeat").at(-1)?.body.application).toBe("stopped");
  });

  it("reports the reason that its programs gave", async () => {
    const { portal, machine } = await setUp(shell);
    machine.write("opt/spillway/application", "a file where a folder must be");
    const result = await machine.script(portal.collector());
    expect(result.code).toBe(1);
    const outcome = portal.requests("/api/machines/report").at(-1)?.body;
    expect(outcome).toMatchObject({ kind: "outcome", step: "finished", state: "failed" });
    expect(outcome?.detail).toMatch(
      /^The application could not be laid down: .*(?:opt\/spillway\/application|Not a directory)/,
    );
    expect(result.output).toContain(outcome?.detail);
  });

  it("waits for the approval and starts when the license comes with a heartbeat", async () => {
    const { portal, machine } = await setUp(shell, { pending: true });
    const result = await machine.script(portal.collector());
    expect(result.code).toBe(4);
    expect(result.output).toContain("not approved yet");
    expect(machine.units()).toEqual([]);
    await machine.agent("stop-loop");
    await machine.agent("once");
    expect(machine.units()).toEqual([]);
    portal.behavior.heartbeat = { license: portal.licenseDocument() };
    await machine.agent("once");
    expect(portal.requests("/api/machines/acknowledge")).toHaveLength(1);
    expect(machine.units()).toHaveLength(2);
  });

  it.each([
    ["installer", { installer: (text: string) => text.replace("umask 077", "umask 000") }, "signature is not right"],
    ["envelope", { envelope: (jws: string) => change(jws, 60) }, "not signed by the portal"],
    ["license", { license: (jws: string) => change(jws, 200) }, "was not stored"],
  ])("refuses a tampered %s", async (_what, tamper, sentence) => {
    const { portal, machine } = await setUp(shell, { tamper });
    const result = await machine.script(portal.collector());
    expect(result.output).toContain(sentence);
    expect(result.code).toBe(1);
    expect(machine.units()).toEqual([]);
    expect(machine.has("etc/spillway/license.jws")).toBe(false);
    expect(portal.requests("/api/machines/acknowledge")).toEqual([]);
  });

  it.each(shellBringsWget(shell) ? ["openssl"] : ["openssl", "curl"])(
    "stops before any write without %s",
    async (program) => {
      const without = program === "curl" ? ["curl", "wget"] : [program];
      const { portal, machine } = await setUp(shell, {}, { without });
      for (const text of [portal.collector(), portal.installer()]) {
        const result = await machine.script(text);
        expect(result.output.trim().split("\n")).toHaveLength(1);
        expect(result.output).toContain(program);
        expect(result.code).toBe(3);
        expect(machine.written()).toEqual([]);
      }
      expect(portal.seen).toEqual([]);
    },
  );

  it("says what is missing, and ends as the contract says", async () => {
    const { portal, machine } = await setUp(shell);
    const message = "Acme has not given a billing address.";
    portal.behavior.collect = {
      status: "missing",
      machineId: "mach_1",
      message,
      url: `${portal.origin}/c`,
      missing: "x",
    };
    const missing = await machine.script(portal.collector());
    expect(missing).toEqual({ code: 4, output: `${message} ${portal.origin}/c\n` });
    portal.behavior.collect = { status: "insufficient_storage", machineId: "mach_1", message: "12 GiB are needed." };
    expect(await machine.script(portal.collector())).toEqual({ code: 5, output: "12 GiB are needed.\n" });
    portal.behavior.refuse["/api/machines/collect"] = { status: 410, code: "GONE", detail: "The link has expired." };
    expect(await machine.script(portal.collector())).toEqual({ code: 6, output: "The link has expired.\n" });
    expect((await machine.script(portal.collector(), ["--frobnicate"])).code).toBe(2);
    const help = await machine.script(portal.collector(), ["--help"]);
    expect(help.code).toBe(0);
    expect(help.output).toContain("--root DIR");
  });

  it("takes names of any kind as text and rejects placeholders", async () => {
    const label = `O'Brien "x" $(touch owned) \`id\` 🚀`;
    const { portal, machine } = await setUp(shell, { label });
    machine.write("etc/hostname", `a"b\\c$(touch owned)'🚀\n`);
    machine.write("sys/class/dmi/id/product_serial", "To be filled by O.E.M.\n");
    machine.write("sys/class/dmi/id/board_serial", "B-7\n");
    machine.write("run/instance/disk", df(10 * 1024 * 1024, 4 * 1024 * 1024));
    expect((await machine.script(portal.collector())).code).toBe(0);
    expect(portal.faults).toEqual([]);
    expect(portal.requests("/api/machines/collect")[0]?.body.facts).toMatchObject({
      hostname: `a"b\\c$(touch owned)'🚀`,
      serial: "B-7",
      serialSource: "board_serial",
      allocationBytes: "0",
    });
    expect(machine.has("owned")).toBe(false);
  });
});

/** Another character at `position`, of the same alphabet. */
function change(text: string, position: number): string {
  return text.slice(0, position) + (text[position] === "A" ? "B" : "A") + text.slice(position + 1);
}
