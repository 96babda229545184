import { createPublicKey, verify } from "node:crypto";
import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { GET as jwks } from "@/app/.well-known/jwks.json/route";
import { makeTestDatabase } from "@/db/testing";
import { machineById, reportsOf } from "../collection/queries";
import { type Context, inCustomer, jobRequest, newRequest } from "../context";
import { verifyJws } from "../keys/jws";
import { observationOf } from "../monitoring/queries";
import { licensesOf } from "../reads/license-list";
import { linksOf } from "../reads/link-list";
import { machineDetail } from "../reads/machine-detail";
import { machinesOf } from "../reads/machine-list";
import { stepsOf } from "../setup/queries";
import { agentFor, machineRowOf, makeCustomer, makeLink, shipCatalogue, someFacts } from "../setup/testing/portal";
import { payloadOf } from "../setup/testing/simulated-agent";
import { transferSeat } from "../workflow/release-machine";
import { documentsOf, licenseOf, verdictOf } from "./queries";
import { releaseLicense } from "./release-license";
import { resumeLicense } from "./resume-license";
import { revokeLicense } from "./revoke-license";
import { suspendLicense } from "./suspend-license";

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
afterAll(() => t.drop());

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
    expect(list).toMatchObject({ seq: 1, jti: [agent.license?.jti], state: "suspended" });
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
