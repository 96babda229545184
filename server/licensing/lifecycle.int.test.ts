import { createPublicKey, verify } from "node:crypto";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { GET as jwks } from "@/app/.well-known/jwks.json/route";
import { makeTestDatabase } from "@/db/testing";
import { machineById, machinesOf, reportsOf } from "../collection/queries";
import { type Context, inCustomer, inProvider, jobRequest, newRequest } from "../context";
import { verifyJws } from "../keys/jws";
import { markSilentMachines } from "../monitoring/mark-silent-machines";
import { observationOf } from "../monitoring/queries";
import { linkById, linksOf, stepsOf } from "../setup/queries";
import {
  agentFor,
  machineRowOf,
  makeCustomer,
  makeLink,
  shipCatalogue,
  someFacts,
  testClock,
} from "../setup/testing/portal";
import { payloadOf } from "../setup/testing/simulated-agent";
import { approveAndActivate, rejectMachine } from "../workflow/decide-machine";
import { machineDetail } from "../workflow/machine-detail";
import { endQuarantine, transferSeat } from "../workflow/release-machine";
import { documentsOf, licenseById, licenseOf, licensesOf, verdictOf } from "./queries";
import { releaseLicense } from "./release-license";
import { resumeLicense } from "./resume-license";
import { revokeLicense } from "./revoke-license";
import { suspendLicense } from "./suspend-license";

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

describe("the license document", () => {
  test("is verified off-line by the published keys, bound to the machine's key, and says what was granted", async () => {
    const agent = agentFor((await makeLink(customerId)).token);
    await agent.collect();
    const { body } = await agent.enrol();
    const [head = "", payload = "", signature = ""] = (body.license ?? "").split(".");
    const header = JSON.parse(Buffer.from(head, "base64url").toString());
    expect(header).toMatchObject({ alg: "ES256", typ: "lic+jws" });
    const { keys } = await (await jwks(new Request("http://portal/.well-known/jwks.json"))).json();
    const key = createPublicKey({ key: keys.find((one: { kid: string }) => one.kid === header.kid), format: "jwk" });
    const signed = Buffer.from(`${head}.${payload}`);
    const dsa = { key, dsaEncoding: "ieee-p1363" as const };
    expect(verify("sha256", signed, dsa, Buffer.from(signature, "base64url"))).toBe(true);
    expect(payloadOf(body.license ?? "")).toMatchObject({
      aud: agent.machineId,
      kind: "standard",
      service: "compute-node",
      features: ["run-workload", "local-scratch"],
      storageAllocationBytes: (45n * 1024n ** 3n).toString(),
      entitlements: expect.arrayContaining([{ meter: "storage", quantity: "45", unit: "GiB" }]),
      machineJkt: expect.stringMatching(/^[\w-]{43}$/),
      seq: 1,
    });
  });

  test("the application is not active before the machine acknowledged with its own signature", async () => {
    const agent = agentFor((await makeLink(customerId)).token);
    await agent.collect();
    await agent.enrol();
    agent.application = "running";
    await agent.heartbeat();
    expect((await machineRowOf(agent.machineId)).state).toBe("enrolled");
    expect(await verdict(agent.machineId)).toBe("NOT_ACKNOWLEDGED");
    const { jti, seq } = agent.license ?? { jti: "", seq: 0 };
    const forged = await agent.call(
      "acknowledge",
      { jti, seq, signature: agent.signed("ack|other|1") },
      agent.bearer(),
    );
    expect(forged.status).toBe(403);
    expect((await agent.acknowledge()).body.state).toBe("acknowledged");
    expect((await agent.acknowledge()).body.state).toBe("acknowledged");
    await agent.heartbeat();
    expect((await machineRowOf(agent.machineId)).state).toBe("active");
    expect(await verdict(agent.machineId)).toBe("VALID");
  });

  test("a machine's token counts for its own machine only", async () => {
    const { agent } = await installed();
    const other = agentFor("x".repeat(43));
    other.machineId = agent.machineId;
    expect((await other.heartbeat()).status).toBe(401);
    expect((await agent.call("heartbeat", {}, "Bearer a.b.c")).status).toBe(401);
    expect((await agent.call("heartbeat", {})).status).toBe(401);
  });
});

describe("suspension, revocation, release", () => {
  test("a suspended license is called back at the next heartbeat, and goes on with a new document", async () => {
    const { agent, key } = await installed();
    await inside((ctx) => suspendLicense(ctx, { ...key, reason: "Not paid." }));
    const { body } = await agent.heartbeat();
    expect(body.license).toBeUndefined();
    const list = (await verifyJws("license", body.revocations ?? "")) as { seq: number; jti: string[] };
    expect(list).toMatchObject({ seq: 1, jti: [agent.license?.jti] });
    expect(await verdict(agent.machineId)).toBe("SUSPENDED");
    expect((await agent.acknowledge()).status).toBe(403);
    await inside((ctx) => resumeLicense(ctx, key));
    await agent.heartbeat();
    expect(agent.license?.seq).toBe(2);
    await agent.acknowledge();
    expect(await verdict(agent.machineId)).toBe("VALID");
  });

  test("a revoked license ends; its seat is free", async () => {
    const { agent, key } = await installed();
    await inside((ctx) => revokeLicense(ctx, { ...key, reason: "Contract ended." }));
    expect(await verdict(agent.machineId)).toBe("REVOKED");
    expect((await agent.heartbeat()).body.license).toBeUndefined();
    const [seat] = await t.db.providerSql`select count(*)::int as n from seats where license_id = ${key.licenseId}`;
    expect(seat?.n).toBe(0);
  });

  test("a customer's own releases are limited by day, a machine's are not", async () => {
    const owner = await makeCustomer("Churn");
    const actor = { kind: "customer", id: "user_1", label: "Ada", role: "owner", customerId: owner } as const;
    const machines: Awaited<ReturnType<typeof installed>>[] = [];
    for (let n = 0; n < 7; n++) machines.push(await installed(owner));
    const release = (n: number) =>
      inCustomer(newRequest(actor), owner, (ctx) =>
        releaseLicense(ctx, { customerId: owner, licenseId: machines[n]?.license.id ?? "", reason: "Moved." }),
      );
    for (let n = 0; n < 5; n++) await release(n);
    await expect(release(5)).rejects.toThrow("released in the last 24 hours");
    expect((await machines[6]?.agent.release())?.status).toBe(200);
  });
});

describe("transfer", () => {
  test("moves license and seat to another machine; the first one is retired and its documents called back", async () => {
    const { agent: first, license } = await installed();
    const second = agentFor((await makeLink(customerId)).token);
    await second.collect();
    const move = { customerId, licenseId: license.id, toMachineId: second.machineId, reason: "New hardware." };
    await inside((ctx) => transferSeat(ctx, move));
    expect((await machineRowOf(first.machineId)).state).toBe("retired");
    const { body } = await first.heartbeat();
    expect(body.command).toBe("uninstall");
    expect(await verifyJws("license", body.revocations ?? "")).toMatchObject({ jti: [first.license?.jti] });
    expect((await second.enrol()).status).toBe(409); // that installer was made for the license it had before
    await second.install();
    expect((await machineRowOf(second.machineId)).state).toBe("active");
    expect((await inside((ctx) => licenseOf(ctx, customerId, second.machineId)))?.id).toBe(license.id);
    const [seats] = await t.db.providerSql`
      select count(*)::int as n from seats where customer_id = ${customerId} and license_id is not null`;
    expect(seats?.n).toBe(1);
  });

  test("is refused to a machine that runs, or of another service", async () => {
    const [one, other] = [await installed(), await installed()];
    const move = { customerId, licenseId: one.license.id, reason: "New hardware." };
    await expect(inside((ctx) => transferSeat(ctx, { ...move, toMachineId: other.agent.machineId }))).rejects.toThrow(
      "has a license already",
    );
    const backup = agentFor((await makeLink(customerId, { service: "cloud-backup" })).token);
    await backup.collect();
    await expect(inside((ctx) => transferSeat(ctx, { ...move, toMachineId: backup.machineId }))).rejects.toThrow(
      "another service",
    );
  });
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
      stateReason: expect.stringContaining("approve"),
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
    await agent.install();
    expect((await machineRowOf(agent.machineId)).state).toBe("active");
    const detail = await inside((ctx) => machineDetail(ctx, customerId, agent.machineId));
    expect(detail.progress.every((step) => step.at !== null)).toBe(true);
    expect(detail.allocation).toMatchObject({ recomputedBytes: 45n * 1024n ** 3n, grantedBytes: 45n * 1024n ** 3n });
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

describe("tenancy", () => {
  test("run as another customer, every query finds nothing", async () => {
    const { agent, license, key } = await installed();
    await agent.heartbeat({ units: 3 });
    const stranger = await makeCustomer("Stranger");
    const page = { sort: "newest", limit: 50 } as const;
    const as = <T>(work: (ctx: Context) => Promise<T>) => inside(work, stranger);
    expect((await inside((ctx) => observationOf(ctx, customerId, agent.machineId)))?.units).toBe(3);
    expect(await as((ctx) => observationOf(ctx, customerId, agent.machineId))).toBeNull();
    expect((await as((ctx) => machinesOf(ctx, customerId, page))).rows).toEqual([]);
    expect((await as((ctx) => machinesOf(ctx, null, page))).rows).toEqual([]);
    expect((await as((ctx) => licensesOf(ctx, null, page))).rows).toEqual([]);
    expect((await as((ctx) => linksOf(ctx, null, page))).rows).toEqual([]);
    expect(await as((ctx) => reportsOf(ctx, customerId, agent.machineId))).toEqual([]);
    expect(await as((ctx) => stepsOf(ctx, customerId, agent.machineId))).toEqual([]);
    expect(await as((ctx) => documentsOf(ctx, customerId, license.id))).toEqual([]);
    await expect(as((ctx) => machineById(ctx, customerId, agent.machineId))).rejects.toThrow("There is no machine");
    await expect(as((ctx) => machineDetail(ctx, customerId, agent.machineId))).rejects.toThrow("There is no machine");
    await expect(as((ctx) => revokeLicense(ctx, { ...key, reason: "Mine now." }))).rejects.toThrow(
      "There is no license",
    );
  });
});
