import { eq } from "drizzle-orm";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import {
  auditEntries,
  billingEvents,
  limitTerms,
  overflows,
  standings,
  storageRepositories,
  subscriptionParameters,
  subscriptions,
} from "@/db/schema";
import { makeTestDatabase } from "@/db/testing";
import { listPlans, serviceBySlug } from "../catalogue/queries";
import { customerById } from "../configuration/queries";
import { inProvider, jobRequest } from "../context";
import { licenseOf } from "../licensing/queries";
import { bindLinkToInstance } from "../setup/bind-link-to-instance";
import { cloudStandIn } from "../setup/testing/cloud-stand-in";
import { agentFor, machineRowOf, makeCustomer, makeLink, shipCatalogue, someFacts } from "../setup/testing/portal";
import { confirmClouds } from "../workflow/confirm-cloud";
import { findLeaks } from "./testing/leak-scanner";

let t: Awaited<ReturnType<typeof makeTestDatabase>>;
let cloud: Awaited<ReturnType<typeof cloudStandIn>>;
beforeAll(async () => {
  t = await makeTestDatabase();
  await shipCatalogue();
  cloud = await cloudStandIn("sandbox-a");
});
afterAll(async () => {
  await cloud.close();
  await t.drop();
});

const at = new Date("2026-11-20T10:00:00Z");
const job = () => jobRequest("test");
/** A limit whose digits would be seen anywhere they leaked to. */
const limit = "7919.137";
const aggregate = "7921.637";

/** A billing event of the customer and the overflow that answers it, as the engine and its workflow write them. */
async function overflowFor(customerId: string, firstMachineId: string | null): Promise<string> {
  return inProvider(job(), async (ctx) => {
    const service = await serviceBySlug(ctx, "compute-node");
    const [plan] = await listPlans(ctx, service.id);
    const id = (kind: string) => `${kind}_${customerId}`;
    const common = { customerId, createdAt: at, validFrom: at };
    await ctx.tx
      .insert(subscriptions)
      .values({ ...common, id: id("subs"), planId: plan?.id ?? "", serviceId: service.id, mode: "limit" });
    await ctx.tx.insert(subscriptionParameters).values({
      ...common,
      id: id("spar"),
      subscriptionId: id("subs"),
      meter: "units",
      period: "hour",
      anchorDay: 1,
      billingFactor: "1",
      placement: "placed",
    });
    await ctx.tx.insert(limitTerms).values({
      ...common,
      id: id("term"),
      parameterId: id("spar"),
      limit,
      thresholdPercent: "100",
      overRate: "0.1",
      billingStep: "1",
      overflowPolicy: "automatic",
      overflowMachinesMax: 1,
      answerMinutes: 60,
    });
    const window = { windowStart: at, windowEnd: new Date(at.getTime() + 3_600_000) };
    await ctx.tx.insert(standings).values({
      customerId,
      id: id("stnd"),
      parameterId: id("spar"),
      meter: "units",
      ...window,
      dirty: false,
      over: true,
    });
    await ctx.tx.insert(billingEvents).values({
      customerId,
      id: id("evt"),
      number: Math.floor(Math.random() * 1e9),
      subscriptionId: id("subs"),
      parameterId: id("spar"),
      standingId: id("stnd"),
      meter: "units",
      ...window,
      ordinal: 1,
      cloudId: cloud.id,
      firstMachineId,
      limit,
      aggregate,
      excess: "2.5",
      rate: "0.1",
      amountMinor: 25n,
      currency: "EUR",
      useByCloud: {},
      breakdown: {},
      raisedAt: at,
    });
    await ctx.tx.insert(overflows).values({
      customerId,
      id: id("ovf"),
      billingEventId: id("evt"),
      state: "creating",
      firstMachineId,
      cloudId: cloud.id,
      capacity: "4",
      placed: "3",
      attempts: 0,
      nextAttemptAt: at,
      createdAt: at,
      changedAt: at,
    });
    return id("ovf");
  });
}

async function overflowWorld(name: string, { namesFirst = true } = {}) {
  const customerId = await makeCustomer(name);
  const first = agentFor((await makeLink(customerId)).token);
  await first.install();
  const overflowId = await overflowFor(customerId, namesFirst ? first.machineId : null);
  const link = await makeLink(customerId, { kind: "overflow", overflowId, cloudId: cloud.id });
  const { identifier } = await inProvider(job(), (ctx) => customerById(ctx, customerId));
  const bind = (instanceId: string) =>
    inProvider(job(), (ctx) => bindLinkToInstance(ctx, { customerId, linkId: link.id, instanceId }));
  return { customerId, first, link, identifier, bind };
}
const inCloud = (instanceId: string) => someFacts({ cloud: "sandbox-a", instanceId });

describe("the overflow machine", () => {
  test("comes to life by the one way: same order, license derived from the first machine's, no seat", async () => {
    const { customerId, first, link, identifier, bind } = await overflowWorld("Over GmbH");
    const agent = agentFor(link.token, inCloud("i-1"));
    expect((await agent.collect()).body.status).toBe("preparing"); // its instance is not written down yet
    cloud.run("i-1", identifier);
    await bind("i-1");
    expect((await agent.install()).status).toBe(200);
    const machine = await machineRowOf(agent.machineId);
    expect(machine).toMatchObject({ state: "active", kind: "overflow", cloudId: cloud.id, needsApproval: false });
    const standard = await inProvider(job(), (ctx) => licenseOf(ctx, customerId, first.machineId));
    const license = await inProvider(job(), (ctx) => licenseOf(ctx, customerId, agent.machineId));
    expect(license).toMatchObject({
      kind: "overflow",
      derivedFrom: standard?.id,
      billingEventId: `evt_${customerId}`,
      features: standard?.features,
      accessRights: standard?.accessRights,
      serviceLevel: standard?.serviceLevel,
      entitlements: [{ meter: "units", quantity: "3", unit: "units" }],
    });
    const [seats] = await t.db.providerSql`
      select count(*)::int as n from seats where customer_id = ${customerId} and license_id is not null`;
    expect(seats?.n).toBe(1);
    const actions = await t.db.withProvider((tx) =>
      tx
        .select({ action: auditEntries.action })
        .from(auditEntries)
        .where(eq(auditEntries.customerId, customerId))
        .orderBy(auditEntries.seq),
    );
    expect(actions.slice(-10).map((row) => row.action)).toEqual([
      "machine.reported",
      "service.configured",
      "license.granted",
      "installer.transmitted",
      "application.laid_down",
      "machine.enrolled",
      "license.issued",
      "entitlements.acknowledged",
      "application.started",
      "machine.activated",
    ]);
  });

  test("is told neither limit nor excess: not in its installer, license or configuration", async () => {
    const { link, identifier, bind } = await overflowWorld("Silent Sum AG");
    cloud.run("i-2", identifier);
    await bind("i-2");
    const agent = agentFor(link.token, inCloud("i-2"));
    await agent.install();
    expect(agent.license?.claims).not.toHaveProperty("limits");
    expect(agent.configuration).toMatchObject({ units: 0, workload: "workload-sample" });
    const told = JSON.stringify([agent.license, agent.configuration, agent.installer]);
    expect(findLeaks([{ where: "what it was told", bytes: told }], [limit, aggregate])).toEqual([]);
  });

  test("has the service's own workload where the event names no machine to take it from, not none", async () => {
    const { link, identifier, bind } = await overflowWorld("Nameless Ltd", { namesFirst: false });
    cloud.run("i-5", identifier);
    await bind("i-5");
    const agent = agentFor(link.token, inCloud("i-5"));
    await agent.install();
    expect(agent.configuration).toMatchObject({ units: 0, workload: "workload-sample" });
  });

  test("from another instance, or another's account, the join code needs approval", async () => {
    const elsewhere = await overflowWorld("Elsewhere");
    cloud.run("i-3", elsewhere.identifier);
    await elsewhere.bind("i-3");
    const thief = agentFor(elsewhere.link.token, inCloud("i-9"));
    await thief.install();
    expect(await machineRowOf(thief.machineId)).toMatchObject({ state: "pending_approval" });
    expect(thief.license).toBeNull();

    const foreign = await overflowWorld("Foreign");
    cloud.run("i-4", "somebody-else");
    await foreign.bind("i-4");
    const claimed = agentFor(foreign.link.token, inCloud("i-4"));
    expect((await claimed.collect()).body.status).toBe("preparing");
    expect((await machineRowOf(claimed.machineId)).cloudId).toBeNull();
  });
});

describe("storage at a host cloud", () => {
  test("is made at enrolment, its quota the granted allocation, its secrets sealed", async () => {
    const customerId = await makeCustomer("Backup KG");
    const agent = agentFor((await makeLink(customerId, { service: "cloud-backup" })).token);
    await agent.install();
    expect(agent.configuration).toMatchObject({
      service: "cloud-backup",
      version: "1",
      repository: expect.stringMatching(/^rest:http:\/\/backup-kg-mach_\w+:pass'word@127\.0\.0\.1:9\/storage\//),
      repositoryPassword: expect.stringMatching(/^[\w-]{32}$/),
      quotaBytes: (45n * 1024n ** 3n).toString(),
      paths: expect.any(String),
      everySeconds: "86400",
    });
    const put = cloud.asked.find((call) => call.method === "PUT");
    expect(JSON.parse(put?.body ?? "{}")).toEqual({ quotaBytes: (45n * 1024n ** 3n).toString() });
    const [row] = await t.db.withProvider((tx) =>
      tx.select().from(storageRepositories).where(eq(storageRepositories.customerId, customerId)),
    );
    expect(row?.password.toString("latin1")).not.toContain("pass'word");
    expect(row?.repositoryPassword.toString("latin1")).not.toContain(String(agent.configuration?.repositoryPassword));
  });

  test("a machine's cloud counts once its driver confirmed the instance, in the customer's own account", async () => {
    const customerId = await makeCustomer("Placed BV");
    const { identifier } = await inProvider(job(), (ctx) => customerById(ctx, customerId));
    cloud.run("i-own", identifier);
    cloud.run("i-theirs", "somebody-else");
    const own = agentFor((await makeLink(customerId)).token, inCloud("i-own"));
    await own.install();
    expect((await machineRowOf(own.machineId)).cloudId).toBe(cloud.id);
    for (const instance of ["i-theirs", "i-unknown"]) {
      const claimed = agentFor((await makeLink(customerId)).token, inCloud(instance));
      await claimed.install();
      expect(await machineRowOf(claimed.machineId)).toMatchObject({ cloudId: null, state: "active" });
    }
  });

  test("a cloud that could not say so when the machine was set up is asked again", async () => {
    const customerId = await makeCustomer("Later SA");
    const { identifier } = await inProvider(job(), (ctx) => customerById(ctx, customerId));
    const agent = agentFor((await makeLink(customerId)).token, inCloud("i-later"));
    await agent.install();
    await confirmClouds(job());
    expect(await machineRowOf(agent.machineId)).toMatchObject({ cloudId: null, state: "active" });
    cloud.run("i-later", identifier);
    expect(await confirmClouds(job())).toMatchObject({ confirmed: 1 });
    expect((await machineRowOf(agent.machineId)).cloudId).toBe(cloud.id);
  });
});
