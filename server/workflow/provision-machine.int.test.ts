import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { makeTestDatabase } from "@/db/testing";
import { jobRequest } from "../context";
import {
  actionsOf,
  agentFor,
  giveContact,
  machineRowOf,
  makeCustomer,
  makeLink,
  shipCatalogue,
  someFacts,
} from "../setup/testing/portal";
import { advanceMachine } from "./provision-machine";

let t: Awaited<ReturnType<typeof makeTestDatabase>>;
beforeAll(async () => {
  t = await makeTestDatabase();
  await shipCatalogue();
});
afterAll(() => t.drop());

/** The one order of docs/rules.md 2.1. */
const provisioning = [
  "service.configured",
  "cloud_account.opened",
  "license.granted",
  "installer.transmitted",
  "application.laid_down",
  "machine.enrolled",
  "license.issued",
  "entitlements.acknowledged",
  "application.started",
  "machine.activated",
];
const withoutAdmin = (actions: string[]) =>
  actions.filter((action) => !["customer.added", "identifier.proposed", "link.created"].includes(action));

describe("the one order", () => {
  test("the customer's information first, then the machine", async () => {
    const customerId = await makeCustomer();
    const agent = agentFor((await makeLink(customerId)).token);
    expect((await agent.install()).status).toBe(200);
    expect(withoutAdmin(await actionsOf(customerId))).toEqual(["contact.set", "machine.reported", ...provisioning]);
    const machine = await machineRowOf(agent.machineId);
    expect(machine).toMatchObject({
      state: "active",
      application: "running",
      grantedAllocationBytes: 45n * 1024n ** 3n,
    });
  });

  test("the machine first, then the customer's information: it waits, and goes on by itself", async () => {
    const customerId = await makeCustomer("Late Ltd", false);
    const agent = agentFor((await makeLink(customerId)).token);
    const waiting = await agent.collect();
    expect(waiting.body).toMatchObject({ status: "missing", url: "http://127.0.0.1:3000/company" });
    expect(withoutAdmin(await actionsOf(customerId))).toEqual(["machine.reported"]);
    const [counted] = await t.db.providerSql`
      select (select count(*) from licenses where customer_id = ${customerId})::int as licenses,
             (select count(*) from cloud_accounts where customer_id = ${customerId})::int as accounts,
             (select count(*) from installers where customer_id = ${customerId})::int as installers`;
    expect(counted).toEqual({ licenses: 0, accounts: 0, installers: 0 });
    await giveContact(customerId);
    expect((await agent.install()).status).toBe(200);
    expect(withoutAdmin(await actionsOf(customerId))).toEqual(["machine.reported", "contact.set", ...provisioning]);
  });

  test("the customer's information alone yields nothing", async () => {
    const customerId = await makeCustomer("Alone AG");
    await makeLink(customerId);
    expect(withoutAdmin(await actionsOf(customerId))).toEqual(["contact.set"]);
  });

  test("carrying a machine on again and at once changes nothing", async () => {
    const customerId = await makeCustomer("Again SA");
    const agent = agentFor((await makeLink(customerId)).token);
    await agent.collect();
    const before = await actionsOf(customerId);
    const key = { customerId, machineId: agent.machineId };
    const all = await Promise.all(Array.from({ length: 8 }, () => advanceMachine(jobRequest("test"), key)));
    expect(new Set(all.map((progress) => progress.status))).toEqual(new Set(["ready"]));
    expect(await actionsOf(customerId)).toEqual(before);
  });
});

describe("one information of the machine is enough", () => {
  test("without a serial the allocation provisions it", async () => {
    const customerId = await makeCustomer("Container KG");
    const agent = agentFor((await makeLink(customerId)).token, someFacts({ serial: "To be filled by O.E.M." }));
    expect((await agent.install()).status).toBe(200);
    expect(await machineRowOf(agent.machineId)).toMatchObject({ serial: null, serialSource: "none", state: "active" });
  });

  test("without disk space the serial provisions it", async () => {
    const customerId = await makeCustomer("Serial BV");
    const { availableBytes: _, totalBytes: __, allocationBytes: ___, ...facts } = someFacts();
    const agent = agentFor((await makeLink(customerId)).token, facts);
    expect((await agent.install()).status).toBe(200);
    expect(await machineRowOf(agent.machineId)).toMatchObject({ grantedAllocationBytes: null, state: "active" });
  });

  test("with neither it gets a sentence", async () => {
    const customerId = await makeCustomer("Nothing Oy");
    const agent = agentFor((await makeLink(customerId)).token, { hostname: "x" });
    const answer = await agent.collect();
    expect(answer.status).toBe(422);
    expect(answer.body.detail).toContain("cannot be told apart");
  });

  test("what it claims is worked out anew, and the plan's most is not exceeded", async () => {
    const customerId = await makeCustomer("Liar Inc");
    const gib = 1024n ** 3n;
    const facts = someFacts({ allocationBytes: (900n * gib).toString() });
    const agent = agentFor((await makeLink(customerId)).token, facts);
    await agent.collect();
    expect(await machineRowOf(agent.machineId)).toMatchObject({
      reportedAllocationBytes: 900n * gib,
      recomputedAllocationBytes: 45n * gib,
      grantedAllocationBytes: 45n * gib,
    });
    const huge = agentFor(
      (await makeLink(customerId)).token,
      someFacts({ availableBytes: (9000n * gib).toString(), totalBytes: (9000n * gib).toString() }),
    );
    await huge.collect();
    expect((await machineRowOf(huge.machineId)).grantedAllocationBytes).toBe(1024n * gib);
  });

  test("with too little space the answer is how much would do; it goes on when there is", async () => {
    const customerId = await makeCustomer("Small Sarl");
    const gib = 1024n ** 3n;
    const small = someFacts({ availableBytes: (6n * gib).toString(), totalBytes: (20n * gib).toString() });
    const agent = agentFor((await makeLink(customerId)).token, small);
    const answer = await agent.collect();
    expect(answer.body).toMatchObject({ status: "insufficient_storage", message: expect.stringContaining("7 GiB") });
    expect((await machineRowOf(agent.machineId)).state).toBe("insufficient_storage");
    expect((await agent.collect({ ...small, availableBytes: (8n * gib).toString() })).body.status).toBe("ready");
  });
});

describe("seats", () => {
  test("200 machines at once on 10 seats: exactly 10 enrol", { timeout: 120_000 }, async () => {
    const customerId = await makeCustomer("Crowd plc");
    const { token } = await makeLink(customerId, { usesMax: 200, approve: "auto" });
    const agents = Array.from({ length: 200 }, () => agentFor(token));
    const collected = await Promise.all(agents.map((agent) => agent.collect()));
    const ready = collected.filter((answer) => answer.body.status === "ready");
    expect(ready).toHaveLength(10);
    expect(collected.filter((answer) => answer.body.status === "waiting")).toHaveLength(190);
    const enrolled = await Promise.all(agents.filter((agent) => agent.envelope).map((agent) => agent.enrol()));
    expect(enrolled.map((answer) => answer.status)).toEqual(Array(10).fill(200));
    await Promise.all(agents.map((agent) => agent.collect()));
    const [counted] = await t.db.providerSql`
      select count(*) filter (where state = 'active')::int as active, count(*)::int as all
        from licenses where customer_id = ${customerId}`;
    expect(counted).toEqual({ active: 10, all: 10 });
    const [seats] = await t.db.providerSql`
      select count(*) filter (where license_id is not null and reserved_until is null)::int as taken, count(*)::int as seats
        from seats where customer_id = ${customerId}`;
    expect(seats).toEqual({ taken: 10, seats: 10 });
  });

  test("a seat that is released serves the next machine", async () => {
    const customerId = await makeCustomer("Turn Ltd");
    const { token } = await makeLink(customerId, { usesMax: 20, approve: "auto" });
    const agents = Array.from({ length: 10 }, () => agentFor(token));
    for (const agent of agents) await agent.install();
    const next = agentFor(token);
    expect((await next.collect()).body).toMatchObject({ status: "waiting" });
    expect((await agents[0]?.release())?.body.state).toBe("released");
    expect((await agents[0]?.release())?.body.state).toBe("released");
    expect((await agents[0]?.heartbeat())?.body.command).toBe("uninstall");
    await next.install();
    expect((await machineRowOf(next.machineId)).state).toBe("active");
  });
});
