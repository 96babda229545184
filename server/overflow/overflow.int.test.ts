import { eq } from "drizzle-orm";
import { afterEach, expect, test } from "vitest";
import {
  auditEntries,
  billingEvents,
  cloudExchanges,
  customers,
  licenses,
  notices,
  overflows,
  resourceReservations,
  serviceConfigurations,
} from "@/db/schema";
import { listSubscriptions } from "../billing/list-subscriptions";
import { driverFor } from "../clouds/driver-for";
import { changeServiceConfiguration } from "../configuration/change-service-configuration";
import { inProvider, jobRequest } from "../context";
import type { SimulatedAgent } from "../setup/testing/simulated-agent";
import { changeLimit } from "../workflow/agree-limits";
import { deliverDueNotices } from "../workflow/deliver-due-notices";
import { evaluateDirtyStandings } from "../workflow/evaluate";
import { answerOverflow } from "./answer-overflow";
import { reconcileOverflows } from "./reconcile-overflows";
import { sweepOrphans } from "./sweep-orphans";
import { findLeaks, findTexts } from "./testing/leak-scanner";
import { OverflowWorld } from "./testing/overflow-world";

let world: OverflowWorld;
afterEach(() => world.close());

const job = () => jobRequest("test");
const read = <T>(work: Parameters<typeof inProvider<T>>[1]) => inProvider(job(), work);

async function work(): Promise<void> {
  await evaluateDirtyStandings(job());
  await reconcileOverflows(job());
  await deliverDueNotices(job());
}

/** Machines and worker go on, two seconds a round, until it is so. */
async function until(what: string, isSo: () => Promise<boolean>, rounds = 60): Promise<void> {
  for (let n = 0; n < rounds; n++) {
    if (await isSo()) return;
    await world.round();
    await work();
    world.pass(2);
  }
  const overflows = (await world.overflows()).map(({ state, error, reason }) => ({ state, error, reason }));
  throw new Error(`It never came to this: ${what}. ${JSON.stringify(overflows)}`);
}
const state = async (n = 0) => (await world.overflows())[n]?.state;
const inState = (wanted: string, n = 0) =>
  until(`overflow ${n + 1} is ${wanted}`, async () => (await state(n)) === wanted);
const want = (agent: SimulatedAgent, units: number) =>
  read((ctx) => changeServiceConfiguration(ctx, { customerId: world.customerId, machineId: agent.machineId, units }));

test("no limit leaves: sentinel figures are in no byte that went to a cloud or an overflow machine; a planted one is found", async () => {
  world = await OverflowWorld.open({
    ...{ limit: "7919.137", thresholdPercent: "90", billingStep: "0.001", billingFactor: "1.618137" },
    covers: [{ name: "Sentinel offer", quantity: "0.5171923" }],
  });
  await read(async (ctx) => {
    const [{ parameter } = { parameter: { id: "" } }] = await listSubscriptions(ctx, world.customerId);
    const share = { cloud: world.clouds[1].slug, share: "6113.291" };
    const id = { customerId: world.customerId, parameterId: parameter.id };
    return changeLimit(ctx, { ...id, from: ctx.now, change: { referenceShares: [share] } });
  });
  await world.machine(world.clouds[0], "first-a", 4000);
  const second = await world.machine(world.clouds[1], "first-b", 3919);
  await want(second, 3920);
  await inState("settled");
  const [event] = await world.events();
  expect(event).toMatchObject({ limit: "7919.137", excess: "0.863" });
  const figures = ["7919.137", "7127.2233", "0.863", "7920", "1.618137", "0.5171923", "0.3458077", "6113.291"];
  const sent = async () => [
    ...(await Promise.all(
      world.clouds.map(async (cloud) => ({
        where: cloud.slug,
        bytes: JSON.stringify(await cloud.ask("/v1/requests")),
      })),
    )),
    ...(await read((ctx) => ctx.tx.select().from(cloudExchanges))).map(({ path, request }) => ({
      where: `exchange ${path}`,
      bytes: JSON.stringify(request),
    })),
    ...(await read((ctx) => ctx.tx.select().from(notices).where(eq(notices.kind, "cloud")))).map(
      ({ id, body, subject }) => ({ where: id, bytes: JSON.stringify({ body, subject }) }),
    ),
    ...world.heard.filter(({ where }) => where.includes("overflow")),
  ];
  const searched = await sent();
  expect(searched.length).toBeGreaterThan(10);
  expect(findLeaks(searched, figures)).toEqual([]);
  expect(findTexts(searched, new Map([["a cover's name", "Sentinel offer"]]))).toEqual([]);
  // Planted: the limit, in base64, in a tag of a machine order.
  const driver = await driverFor(event?.cloudId ?? "", "machines");
  const note = Buffer.from(JSON.stringify({ note: `limit ${event?.limit}` })).toString("base64");
  await driver.ensureMachine({
    key: "planted",
    name: "planted",
    account: "northwind",
    flavor: "s1.small",
    image: "sandbox-linux",
    tags: { note },
    userData: "",
  });
  expect(findLeaks(await sent(), figures)).not.toEqual([]);
});

test("the license withheld, the application never starts and nothing is placed", async () => {
  world = await OverflowWorld.open();
  await world.machine(world.clouds[0], "first-a", 6);
  const second = await world.machine(world.clouds[1], "first-b", 3);
  await until("the overflow machine has reported", async () => (await state()) === "creating");
  // The license of the first machine is gone: there is nothing to derive the overflow machine's from.
  await read((ctx) => ctx.tx.update(licenses).set({ state: "suspended" }));
  for (let n = 0; n < 15; n++) {
    await world.round();
    await work();
    world.pass(5);
  }
  expect(["creating", "installing"]).toContain(await state());
  const actions = await read((ctx) => ctx.tx.select().from(auditEntries));
  expect(actions.some(({ action }) => action === "overflow.entitled" || action === "portion.carried")).toBe(false);
  const units = await read((ctx) =>
    ctx.tx.select().from(serviceConfigurations).where(eq(serviceConfigurations.machineId, second.machineId)),
  );
  expect(units[0]?.units).toBe(3);
});

test("demand 14 with a machine of 4: what is left over raises ordinal 2, and its machine carries it", async () => {
  world = await OverflowWorld.open();
  await world.machine(world.clouds[0], "first-a", 6);
  const second = await world.machine(world.clouds[1], "first-b", 3);
  await inState("settled");
  await want(second, 7);
  await until("two events", async () => (await world.events()).length === 2);
  await inState("settled", 1);
  const [, next] = (await world.events()).sort((x, y) => x.ordinal - y.ordinal);
  expect(next).toMatchObject({ ordinal: 2, cloudId: expect.any(String) });
});

test("policy ask: nothing is started before the answer; a no, or no answer in time, is a no; a yes starts it", async () => {
  world = await OverflowWorld.open({ overflowPolicy: "ask", answerMinutes: 30 });
  await world.machine(world.clouds[0], "first-a", 9);
  await inState("held_approval");
  expect((await world.overflows())[0]).toMatchObject({ instanceId: null, linkId: null });
  const [asked] = await world.overflows();
  const answer = (value: "yes" | "no") =>
    read((ctx) => answerOverflow(ctx, { customerId: world.customerId, overflowId: asked?.id ?? "", answer: value }));
  await answer("yes");
  await inState("settled");
  await expect(answer("no")).rejects.toThrow(/no longer open/);
});

test("policy ask without an answer: declined when the time is over, billed all the same", async () => {
  world = await OverflowWorld.open({ overflowPolicy: "ask", answerMinutes: 30 });
  await world.machine(world.clouds[0], "first-a", 9);
  await inState("held_approval");
  world.pass(31 * 60);
  await inState("declined");
  expect((await world.overflows())[0]?.reason).toMatch(/Nobody answered in time/);
});

test("credit: the machine waits above the credit limit, and goes on when the limit is raised", async () => {
  world = await OverflowWorld.open();
  const limit = (minor: bigint) => read((ctx) => ctx.tx.update(customers).set({ creditLimitMinor: minor }));
  await limit(0n);
  await world.machine(world.clouds[0], "first-a", 9);
  await inState("held_credit");
  await limit(100_000n);
  world.pass(60);
  await inState("settled");
});

test("the period ends while the machine comes to life: it carries on in the next one, no second is asked for, and the notice goes out", async () => {
  world = await OverflowWorld.open();
  world.pass(50 * 60);
  await world.machine(world.clouds[0], "first-a", 9);
  await until("the machine was created", async () => (await world.overflows())[0]?.instanceId != null);
  world.pass(6 * 60);
  await inState("settled");
  expect(await world.overflows()).toHaveLength(1);
  expect(await world.events()).toHaveLength(1);
});

test("credit: what waited until its period had ended starts nothing, though the rest of that period costs nothing", async () => {
  world = await OverflowWorld.open();
  await read((ctx) => ctx.tx.update(customers).set({ creditLimitMinor: 180n }));
  await world.machine(world.clouds[0], "first-a", 9);
  await inState("held_credit");
  world.pass(3600);
  await reconcileOverflows(job());
  expect((await world.overflows())[0]).toMatchObject({
    state: "declined",
    reason: expect.stringMatching(/period of this crossing ended/),
    instanceId: null,
  });
});

test("a machine that never reports is given up with its join code: deleted, its capacity returned, the overflow failed", async () => {
  world = await OverflowWorld.open();
  await world.machine(world.clouds[0], "first-a", 9);
  for (let n = 0; n < 5 && !(await world.overflows())[0]?.instanceId; n++) await work();
  expect(await state()).toBe("creating");
  const instanceId = (await world.overflows())[0]?.instanceId ?? "";
  world.pass(20 * 60);
  await work();
  world.pass(11 * 60);
  await work();
  const [overflow] = await world.overflows();
  expect(overflow).toMatchObject({ state: "failed", reason: expect.stringMatching(/did not report/) });
  const machine = await (await driverFor(overflow?.cloudId ?? "", "machines")).machine(instanceId);
  expect(machine?.state ?? "deleted").toBe("deleted");
  const reserved = await read((ctx) => ctx.tx.select().from(resourceReservations));
  expect(reserved.map(({ releasedAt }) => releasedAt)).toEqual([expect.any(Date)]);
  // A create that the cloud had still to do is done now: an orphan. One of an event that is not known here stays.
  const driver = await driverFor(overflow?.cloudId ?? "", "machines");
  const order = overflow?.machineOrder;
  if (!order) throw new Error("Nothing was ordered.");
  const orphan = await driver.ensureMachine({ ...order, key: "late", userData: "" });
  const other = { ...order.tags, event: "bev_of_another_portal" };
  const foreign = await driver.ensureMachine({ ...order, key: "foreign", tags: other, userData: "" });
  expect(await sweepOrphans(job())).toEqual({ deleted: 1, discovered: 1, failed: [] });
  expect((await driver.machine(orphan.id))?.state ?? "deleted").toBe("deleted");
  expect((await driver.machine(foreign.id))?.state).toBe("running");
});

test("two overflows looked at in one moment: the policy's number of machines is not passed", async () => {
  world = await OverflowWorld.open({ overflowMachinesMax: 1 });
  await world.machine(world.clouds[0], "first-a", 9);
  await evaluateDirtyStandings(job());
  await read(async (ctx) => {
    const [event] = await ctx.tx.select().from(billingEvents);
    const [overflow] = await ctx.tx.select().from(overflows);
    if (!event || !overflow) throw new Error("No event was raised.");
    await ctx.tx.insert(billingEvents).values({ ...event, id: "bev_second", number: event.number + 1000, ordinal: 2 });
    await ctx.tx.insert(overflows).values({ ...overflow, id: "ovf_second", billingEventId: "bev_second" });
  });
  await Promise.all([reconcileOverflows(job(), { bound: 1 }), reconcileOverflows(job(), { bound: 1 })]);
  const states = (await world.overflows()).map((overflow) => overflow.state).sort();
  expect(states).toEqual(["declined", "resource_identified"]);
});

test("retirement: when use without it stayed within the limit for a full period the work goes back, the license and the machine end", async () => {
  world = await OverflowWorld.open();
  const first = await world.machine(world.clouds[0], "first-a", 9);
  await inState("settled");
  await want(first, 4); // with the unit that was taken: 5 of 8
  for (let n = 0; n < 8; n++) {
    world.pass(15 * 60);
    await world.round();
  }
  await inState("retired");
  const [overflow] = await world.overflows();
  const [license] = await read((ctx) =>
    ctx.tx
      .select()
      .from(licenses)
      .where(eq(licenses.id, overflow?.licenseId ?? "")),
  );
  expect(license?.state).toBe("released");
  const machine = await (await driverFor(overflow?.cloudId ?? "", "machines")).machine(overflow?.instanceId ?? "");
  expect(machine?.state ?? "deleted").toBe("deleted");
  const [configuration] = await read((ctx) =>
    ctx.tx.select().from(serviceConfigurations).where(eq(serviceConfigurations.machineId, first.machineId)),
  );
  expect(configuration?.units).toBe(5);
});
