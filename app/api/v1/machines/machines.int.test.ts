import { eq } from "drizzle-orm";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { licenses } from "@/db/schema";
import { actionsOf, agentFor, makeCustomer, makeLink } from "@/server/setup/testing/portal";
import { checkAnswer } from "../entitlements/check/contract";
import { GET as check } from "../entitlements/check/route";
import { licensesAnswer } from "../licenses/contract";
import { GET as getLicenses } from "../licenses/route";
import { ask, type ProgramsWorld, programsWorld } from "../testing";
import { POST as approve } from "./[id]/approve/route";
import { GET as getMachine } from "./[id]/route";
import { machineAnswer, machinesAnswer } from "./contract";
import { GET as getMachines } from "./route";

let t: ProgramsWorld;
/** One machine at work in each company, and one of ours that waits for approval. */
let at: { own: string; foreign: string; waits: Awaited<ReturnType<typeof agentFor>> };
beforeAll(async () => {
  t = await programsWorld();
  const install = async (customerId: string) => {
    const agent = agentFor((await makeLink(customerId)).token);
    await agent.install();
    return agent.machineId;
  };
  const waits = agentFor((await makeLink(t.own, { usesMax: 2, approve: "each" })).token);
  at = { own: await install(t.own), foreign: await install(t.foreign), waits };
  await waits.install();
});
afterAll(() => t.drop());

describe("machines", () => {
  test("a company's key sees its own, page by page; the provider's all", async () => {
    const first = await ask(getMachines, { key: t.keys.reads, query: "limit=1" });
    const page = machinesAnswer.parse(first.body);
    const second = await ask(getMachines, { key: t.keys.reads, query: `limit=1&after=${page.next}` });
    const ids = [...page.machines, ...second.body.machines].map(({ id }) => id);
    expect(ids.sort()).toEqual([at.own, at.waits.machineId].sort());
    expect(second.body.next).toBeNull();
    const all = await ask(getMachines, { key: t.keys.provider });
    expect(all.body.machines).toHaveLength(3);
    const query = "customer=contoso-ag&state=active&service=compute-node&cloud=on-premises&kind=ordinary";
    const found = await ask(getMachines, { key: t.keys.provider, query });
    expect(found.body.machines).toMatchObject([{ id: at.foreign, customerName: "Contoso AG" }]);
  });

  test("one by its id: bytes are decimal strings, keys and counters stay inside", async () => {
    const answer = await ask(getMachine, { key: t.keys.reads, params: { id: at.own } });
    expect(machineAnswer.parse(answer.body)).toMatchObject({
      state: "active",
      service: "compute-node",
      application: "running",
      cloud: null,
      grantedAllocationBytes: (45n * 1024n ** 3n).toString(),
    });
    expect(JSON.stringify(answer.body)).not.toMatch(/PUBLIC KEY|joinState|thumbprint/i);
    expect((await ask(getMachine, { key: t.keys.provider, params: { id: at.foreign } })).status).toBe(200);
  });

  test("foreign and unknown are not there; another scope and bad input get their sentence", async () => {
    for (const id of [at.foreign, "mach_none", "'; drop table machines"]) {
      expect((await ask(getMachine, { key: t.keys.own, params: { id } })).body.code).toBe("not_found");
      expect((await ask(approve, { key: t.keys.own, params: { id }, text: "" })).status).toBe(404);
    }
    expect((await ask(getMachine, { key: t.keys.provider, params: { id: "mach_none" } })).status).toBe(404);
    expect((await ask(getMachines, { key: t.keys.usage })).status).toBe(403);
    expect((await ask(getMachines, {})).status).toBe(401);
    const refused = async (query: string) => (await ask(getMachines, { key: t.keys.own, query })).body;
    expect(await refused("state=dancing")).toMatchObject({
      status: 400,
      detail: expect.stringContaining("state: It must be"),
    });
    expect(await refused("after=nonsense")).toMatchObject({ status: 400, detail: expect.stringContaining("cursor") });
    expect(await refused("service=toaster")).toMatchObject({ status: 404 });
    expect(await refused("cloud=moon")).toMatchObject({ status: 404 });
  });

  test("approval: not with a reading key, not another's; then it takes its seat, once", async () => {
    const params = { id: at.waits.machineId };
    expect((await ask(approve, { key: t.keys.reads, params })).status).toBe(403);
    expect((await ask(approve, { key: t.keys.foreign, params })).status).toBe(404);
    const before = await ask(check, { key: t.keys.own, query: `machine=${params.id}` });
    expect(before.body).toMatchObject({ valid: false, code: "PENDING" });
    const approved = await ask(approve, { key: t.keys.own, params });
    expect([approved.status, approved.body]).toEqual([
      200,
      expect.objectContaining({ state: "enrolled", needsApproval: false }),
    ]);
    expect(await actionsOf(t.own)).toContain("machine.approved");
    const again = await ask(approve, { key: t.keys.own, params });
    expect([again.status, again.body.detail]).toEqual([409, "This machine does not wait for approval."]);
  });
});

test("licenses: by company, state and service, with their seats, never a document", async () => {
  const answer = await ask(getLicenses, { key: t.keys.reads, query: "service=compute-node&state=active" });
  const page = licensesAnswer.parse(answer.body);
  const mine = page.licenses.find(({ machineId }) => machineId === at.own);
  expect(mine).toMatchObject({
    kind: "standard",
    seatNo: expect.any(Number),
    service: "compute-node",
    customerId: t.own,
  });
  expect(page.licenses.every(({ customerId }) => customerId === t.own)).toBe(true);
  expect(JSON.stringify(answer.body)).not.toMatch(/eyJ/);
  expect((await ask(getLicenses, { key: t.keys.provider })).body.licenses).toHaveLength(3);
  expect((await ask(getLicenses, { key: t.keys.usage })).status).toBe(403);
  expect((await ask(getLicenses, { key: t.keys.own, query: "customer=contoso-ag" })).status).toBe(404);
  expect((await ask(getLicenses, { key: t.keys.own, query: "state=eaten" })).status).toBe(400);
});

describe("entitlements/check", () => {
  const verdict = async (query: string, key = t.keys.reads) => {
    const answer = await ask(check, { key, query });
    return answer.status === 200 ? checkAnswer.parse(answer.body) : { status: answer.status, ...answer.body };
  };

  test("valid for its own service; the table's sentence for any other, and for a feature it lacks", async () => {
    expect(await verdict(`machine=${at.own}&service=compute-node`)).toMatchObject({
      valid: true,
      code: "VALID",
      sentence: "The license is valid.",
      license: { state: "active", entitlements: expect.any(Array) },
    });
    expect(await verdict(`machine=${at.own}&service=cloud-backup`)).toMatchObject({
      valid: false,
      code: "SERVICE_MISMATCH",
    });
    expect(await verdict(`machine=${at.own}&feature=teleport`)).toMatchObject({ code: "FEATURE_MISSING" });
    expect(await verdict(`machine=${at.foreign}`, t.keys.provider)).toMatchObject({ code: "VALID" });
  });

  test("a machine that only reported has no license; a suspension counts at once", async () => {
    const silent = await makeCustomer("Fabrikam", false);
    const agent = agentFor((await makeLink(silent)).token);
    expect((await agent.collect()).body.status).toBe("missing");
    expect(await verdict(`machine=${agent.machineId}`, t.keys.provider)).toMatchObject({
      code: "NOT_FOUND",
      license: null,
    });
    const set = (state: "suspended" | "active") =>
      t.db.withProvider((tx) => tx.update(licenses).set({ state }).where(eq(licenses.machineId, at.own)));
    await set("suspended");
    expect(await verdict(`machine=${at.own}`)).toMatchObject({ valid: false, code: "SUSPENDED" });
    await set("active");
  });

  test("another company's machine is not there, with no company left set on the connection", async () => {
    for (const machine of [at.foreign, "mach_none"])
      expect(await verdict(`machine=${machine}`)).toMatchObject({ status: 404 });
    expect(await verdict("machine=mach_none", t.keys.provider)).toMatchObject({ status: 404 });
    expect(await verdict("service=compute-node")).toMatchObject({
      status: 400,
      detail: "machine: Name the machine by its management id.",
    });
    expect(await verdict(`machine=${at.own}`, t.keys.usage)).toMatchObject({ status: 403 });
    await verdict(`machine=${at.own}`);
    expect(await t.db.customerSql`select 1 from machines`).toHaveLength(0);
  });
});
