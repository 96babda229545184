import { afterAll, afterEach, describe, expect, it, vi } from "vitest";
import { sources, TestMachine } from "./testing/machine";
import { TestPortal } from "./testing/portal";
import { PrivateCa } from "./testing/private-ca";

// Real processes against a real TLS server whose certificate comes from a CA that no system knows.
vi.setConfig({ testTimeout: 120_000, hookTimeout: 60_000 });

const ours = new PrivateCa("Private root");
const other = new PrivateCa("Somebody else");
const opened: { portal: TestPortal; machine: TestMachine }[] = [];
afterEach(async () => {
  for (const { portal, machine } of opened.splice(0)) {
    await machine.remove();
    await portal.close();
  }
});
afterAll(() => {
  ours.remove();
  other.remove();
});

async function setUp(identity = ours.issue(), without?: string[]) {
  const configuration = { units: 1, workload: "own-work" };
  const files = [{ name: "own-work", content: Buffer.from("while :; do sleep 1; done\n") }];
  const portal = await new TestPortal(sources, "compute-node", { configuration, files }).open(identity);
  portal.ca = ours.pem.trimEnd();
  const machine = new TestMachine("dash", without ? { without } : {});
  opened.push({ portal, machine });
  return { portal, machine };
}
const beats = (portal: TestPortal) => portal.requests("/api/machines/heartbeat").length;
const beatsAgain = async (portal: TestPortal) => {
  const before = beats(portal);
  await expect.poll(() => beats(portal), { timeout: 60_000 }).toBeGreaterThan(before + 1);
};

describe.each([
  ["curl", undefined],
  ["wget", ["curl"]],
])("by %s", (_program, without) => {
  it("collects, fetches, enrolls and heartbeats, also after a restart, and uninstalls", async () => {
    const { portal, machine } = await setUp(ours.issue(), without);
    const first = await machine.script(portal.collector());
    expect(first.output).toContain("Installed");
    expect(first.code).toBe(0);
    await beatsAgain(portal);
    await machine.agent("stop");
    await machine.agent("start");
    await beatsAgain(portal);
    expect((await machine.agent("uninstall")).code).toBe(0);
    expect(portal.released).toBe(1);
    expect(portal.faults).toEqual([]);
  });

  it.each([
    ["of another CA", other.issue(), /certificate/],
    ["of another host", ours.issue({ host: "portal.example.com" }), /(certificate subject|match|portal\.example\.com)/],
    ["that has expired", ours.issue({ days: 0 }), /expired/],
  ])("a certificate %s: nothing is sent, and the reason is the certificate's", async (_what, identity, reason) => {
    const { portal, machine } = await setUp(identity, without);
    const { code, output } = await machine.script(portal.collector(), [], { HTTP_TRIES: "1" });
    expect(output).toMatch(/^The portal at https:\/\/localhost:\d+ did not answer: /);
    expect(output).toMatch(reason);
    expect(output).not.toMatch(/insecurely|how to fix/);
    expect(code).toBe(1);
    expect(portal.seen).toEqual([]);
  });
});

it("a machine is given the next CA by its heartbeat, and goes on when the portal's certificate comes from there", async () => {
  const { portal, machine } = await setUp();
  expect((await machine.script(portal.collector())).code).toBe(0);
  const next = `${ours.pem}${other.pem}`;
  const signed = (aud: string) => portal.jws(portal.licenseKey.privateKey, "lic-1", { aud, pem: next });
  portal.behavior.heartbeat = { ca: signed("mach_2") };
  await beatsAgain(portal);
  expect(machine.read("etc/spillway/state/caCertificate").trim()).toBe(portal.ca);
  portal.behavior.heartbeat = { ca: signed("mach_1") };
  const held = () => machine.read("etc/spillway/state/caCertificate");
  await expect.poll(held, { timeout: 60_000 }).toBe(next);
  portal.renew(other.issue());
  await beatsAgain(portal);
  await machine.agent("stop");
  await machine.agent("start");
  await beatsAgain(portal);
});

it("one that missed the change takes the new CA by the line run again", async () => {
  const { portal, machine } = await setUp();
  expect((await machine.script(portal.collector())).code).toBe(0);
  portal.renew(other.issue());
  portal.ca = other.pem.trimEnd();
  const again = await machine.script(portal.collector());
  expect(again).toEqual({
    code: 0,
    output: "The agent of mach_1 trusts the portal's new CA; nothing else was changed.\n",
  });
  await beatsAgain(portal);
});
