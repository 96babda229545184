import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { makeTestDatabase } from "@/db/testing";
import { listAudit } from "../audit/queries";
import { type Context, inCustomer, inProvider, jobRequest } from "../context";
import { documentsOf, licenseById, licenseOf, verdictOf } from "../licensing/queries";
import { markSilentMachines } from "../monitoring/mark-silent-machines";
import { machineDetail } from "../reads/machine-detail";
import { linkById } from "../setup/queries";
import {
  agentFor,
  machineRowOf,
  makeCustomer,
  makeLink,
  shipCatalogue,
  someFacts,
  testClock,
} from "../setup/testing/portal";
import { approveAndActivate, rejectMachine } from "../workflow/decide-machine";
import { endQuarantine } from "../workflow/release-machine";
import { renameMachine } from "./rename-machine";

const folder = mkdtempSync(join(tmpdir(), "spillway-test-"));
let t: Awaited<ReturnType<typeof makeTestDatabase>>;
let customerId = "";
beforeAll(async () => {
  t = await makeTestDatabase();
  await shipCatalogue();
});
// Each test has its own ten seats.
beforeEach(async () => {
  customerId = await makeCustomer();
});
afterAll(async () => {
  delete process.env.SPILLWAY_TEST_CLOCK;
  rmSync(folder, { recursive: true });
  await t.drop();
});

const inside = <T>(work: (ctx: Context) => Promise<T>, owner = customerId) =>
  inCustomer(jobRequest("test"), owner, work);
const installed = async (owner = customerId, facts = someFacts()) => {
  const agent = agentFor((await makeLink(owner)).token, facts);
  await agent.install();
  const license = await inside((ctx) => licenseOf(ctx, owner, agent.machineId), owner);
  if (!license) throw new Error("It was not licensed.");
  return { agent, license, key: { customerId: owner, licenseId: license.id } };
};
const verdict = (machineId: string) => inside(async (ctx) => (await verdictOf(ctx, customerId, machineId)).code);

test("a machine that a person named has that name until they take it back, whatever it reports", async () => {
  const { agent } = await installed(customerId, { ...someFacts(), hostname: "hh-file-02" });
  const { machineId } = agent;
  const rename = (name: string) => inside((ctx) => renameMachine(ctx, { customerId, machineId, name }));
  for (const name of ["File server, Hamburg", "File server, Hamburg"]) await rename(name);
  await agent.collect();
  expect(await machineRowOf(machineId)).toMatchObject({ hostname: "File server, Hamburg", named: true });
  await rename("");
  expect(await machineRowOf(machineId)).toMatchObject({ hostname: "hh-file-02", named: false });
  const { rows } = await inside((ctx) => listAudit(ctx, { subjectId: machineId, action: "machine.renamed", limit: 9 }));
  expect(rows.map(({ detail }) => detail)).toEqual([
    { before: "File server, Hamburg", name: "hh-file-02" },
    { before: "hh-file-02", name: "File server, Hamburg" },
  ]);
});

describe("clones", () => {
  test("a copy of the key quarantines both, and the customer chooses", async () => {
    const { agent } = await installed();
    const copied = agent.joinState;
    await agent.heartbeat();
    await agent.heartbeat();
    const clone = await agent.call(
      "heartbeat",
      { joinState: copied, application: "running", licenseJti: agent.license?.jti },
      agent.bearer(),
    );
    expect([clone.status, clone.body.code]).toEqual([409, "CLONED"]);
    expect((await agent.heartbeat()).body.code).toBe("CLONED");
    expect(await machineRowOf(agent.machineId)).toMatchObject({ state: "quarantined", stateBefore: "active" });
    expect(await verdict(agent.machineId)).toBe("QUARANTINED");
    await inside((ctx) => endQuarantine(ctx, { customerId, machineId: agent.machineId }));
    expect((await agent.heartbeat()).status).toBe(200);
    expect((await machineRowOf(agent.machineId)).state).toBe("active");
  });

  test("a lost answer is no clone", async () => {
    const { agent } = await installed();
    const held = agent.joinState;
    await agent.heartbeat();
    agent.joinState = held;
    expect((await agent.heartbeat()).status).toBe(200);
    expect((await agent.heartbeat()).status).toBe(200);
  });

  test("a made-up counter is refused and quarantines nobody", async () => {
    const { agent } = await installed();
    agent.joinState = `99.${agent.joinState.split(".").slice(1).join(".")}`;
    expect((await agent.heartbeat()).status).toBe(400);
    expect((await machineRowOf(agent.machineId)).state).toBe("active");
  });
});

describe("approval", () => {
  test("another serial than the link's enrols without seat and document, until somebody approves", async () => {
    const { token } = await makeLink(customerId, { serial: "EXPECTED-1" });
    const agent = agentFor(token);
    await agent.install();
    expect(await machineRowOf(agent.machineId)).toMatchObject({
      state: "pending_approval",
      stateReason: expect.stringContaining("needs an approval"),
    });
    expect(agent.license).toBeNull();
    expect((await agent.heartbeat()).body.license).toBeUndefined();
    await inside((ctx) => approveAndActivate(ctx, { customerId, machineId: agent.machineId }));
    await agent.heartbeat();
    expect(agent.license?.seq).toBe(1);
    expect(agent.configuration).toMatchObject({ units: 1, workload: "workload-sample" });
    await agent.acknowledge();
    agent.application = "running";
    await agent.heartbeat();
    expect((await machineRowOf(agent.machineId)).state).toBe("active");
  });

  test("a rejected machine ends, and the right one can still use the link", async () => {
    const { token, id } = await makeLink(customerId, { serial: "EXPECTED-2" });
    const wrong = agentFor(token);
    await wrong.install();
    await inside((ctx) => rejectMachine(ctx, { customerId, machineId: wrong.machineId, reason: "Not ours." }));
    expect((await machineRowOf(wrong.machineId)).state).toBe("retired");
    expect((await inside((ctx) => linkById(ctx, customerId, id))).uses).toBe(0);
    const right = agentFor(token, someFacts({ serial: "EXPECTED-2" }));
    await right.install();
    expect((await machineRowOf(right.machineId)).state).toBe("active");
  });

  test("the same hardware under a new key replaces the earlier machine when it is approved", async () => {
    const facts = someFacts({ hardwareUuid: "4C4C4544-0042-3510-8054-B7C04F4D4E32", installId: "abc" });
    const { agent: before, license } = await installed(customerId, facts);
    const { agent: after } = await (async () => {
      const agent = agentFor((await makeLink(customerId)).token, { ...facts, installId: "new" });
      await agent.install();
      return { agent };
    })();
    expect(await machineRowOf(after.machineId)).toMatchObject({
      state: "pending_approval",
      replacesMachineId: before.machineId,
    });
    await inside((ctx) => approveAndActivate(ctx, { customerId, machineId: after.machineId }));
    expect((await machineRowOf(before.machineId)).state).toBe("retired");
    expect((await inside((ctx) => licenseById(ctx, customerId, license.id))).state).toBe("released");
    expect((await machineRowOf(after.machineId)).state).toBe("enrolled");
  });

  test("a serial that other hardware of the customer holds is not taken twice", async () => {
    const { agent: first } = await installed();
    const second = agentFor((await makeLink(customerId)).token, someFacts({ serial: first.facts.serial ?? "" }));
    await second.install();
    expect(await machineRowOf(second.machineId)).toMatchObject({ serial: null, state: "pending_approval" });
  });
});

describe("failure and time", () => {
  test("a failed installation is told with its reason, and a second try heals it", async () => {
    const agent = agentFor((await makeLink(customerId)).token);
    await agent.collect();
    await agent.report("outcome", "finished", "failed", `Enrolment ${agent.envelope}`, "The disk is read only.");
    expect(await machineRowOf(agent.machineId)).toMatchObject({
      state: "install_failed",
      stateReason: "The disk is read only.",
    });
    await agent.report("progress", "fetch", "running", `Enrolment ${agent.envelope}`, "Fetching.");
    expect(await machineRowOf(agent.machineId)).toMatchObject({ state: "installing", stateReason: null });
    await agent.install();
    expect((await machineRowOf(agent.machineId)).state).toBe("active");
    const detail = await inside((ctx) => machineDetail(ctx, customerId, agent.machineId));
    expect(detail.progress.every((step) => step.at !== null)).toBe(true);
    expect(detail.allocation).toMatchObject({ recomputedBytes: 45n * 1024n ** 3n, grantedBytes: 45n * 1024n ** 3n });
  });

  test("an installer's envelope speaks for a machine until it is set up, and no longer: its file lies about", async () => {
    const { agent } = await installed();
    const said = await agent.report("outcome", "finished", "failed", `Enrolment ${agent.envelope}`, "Not said by it.");
    expect(said.status).toBe(401);
    expect((await machineRowOf(agent.machineId)).state).toBe("active");
    const clock = testClock(folder);
    const late = agentFor((await makeLink(customerId)).token);
    await late.collect();
    clock.set(new Date(Date.now() + 2 * 3_600_000));
    expect((await late.layDown()).status).toBe(401);
    delete process.env.SPILLWAY_TEST_CLOCK;
  });

  test("documents are renewed when half their life is gone; silent machines are marked and come back", async () => {
    const clock = testClock(folder);
    const day = (n: number) => new Date(Date.now() + n * 24 * 3_600_000);
    clock.set(day(0));
    const { agent } = await installed();
    expect(agent.license?.seq).toBe(1);
    clock.set(day(3));
    await agent.heartbeat();
    expect(agent.license?.seq).toBe(1);
    clock.set(day(4));
    const { silent } = await inProvider(jobRequest("test"), markSilentMachines);
    expect(silent).toBeGreaterThan(0);
    expect((await machineRowOf(agent.machineId)).state).toBe("silent");
    await agent.heartbeat();
    expect(agent.license?.seq).toBe(2);
    expect((await machineRowOf(agent.machineId)).state).toBe("active");
    await agent.acknowledge();
    const documents = await inside((ctx) => documentsOf(ctx, customerId, String(agent.license?.claims.lic)));
    expect(documents.map((document) => document.acknowledgedAt !== null)).toEqual([true, true]);
    delete process.env.SPILLWAY_TEST_CLOCK;
  });

  test("a seat whose reservation lapsed goes to the next machine, and the late one waits", async () => {
    const clock = testClock(folder);
    const owner = await makeCustomer("Lapse");
    const start = Date.now();
    clock.set(new Date(start));
    const { token } = await makeLink(owner, { usesMax: 30, approve: "auto" });
    const slow = Array.from({ length: 10 }, () => agentFor(token));
    for (const agent of slow) await agent.collect();
    const next = agentFor(token);
    expect((await next.collect()).body.status).toBe("waiting");
    clock.set(new Date(start + 31 * 60_000));
    expect((await next.collect()).body.status).toBe("ready");
    expect((await next.enrol()).status).toBe(200);
    const enrolled = [];
    for (const agent of slow) enrolled.push(await agent.enrol());
    expect(enrolled.filter((answer) => answer.status === 200)).toHaveLength(9);
    expect(enrolled.find((answer) => answer.status !== 200)?.body).toMatchObject({ code: "NO_SEAT" });
    delete process.env.SPILLWAY_TEST_CLOCK;
  });
});
