import { afterEach, expect, test } from "vitest";
import { licenses, notices, overflowSteps, standings } from "@/db/schema";
import { changeServiceConfiguration } from "../configuration/change-service-configuration";
import type { SimulatedAgent } from "../setup/testing/simulated-agent";
import { asProvider, inState, until, work } from "./testing/drive";
import { OverflowWorld } from "./testing/overflow-world";

let world: OverflowWorld;
afterEach(() => world.close());

const want = (agent: SimulatedAgent, units: number) =>
  asProvider((ctx) =>
    changeServiceConfiguration(ctx, { customerId: world.customerId, machineId: agent.machineId, units }),
  );
const excessNow = async () => {
  const rows = await asProvider((ctx) => ctx.tx.select().from(standings));
  const [newest] = rows.sort((a, b) => b.windowStart.getTime() - a.windowStart.getTime());
  return newest?.dirty ? null : Number(newest?.figures?.excess);
};
/** The notices to host clouds, in order. */
const told = async () =>
  (await asProvider((ctx) => ctx.tx.select().from(notices)))
    .filter(({ kind }) => kind === "cloud")
    .sort((a, b) => a.createdAt.getTime() - b.createdAt.getTime() || a.id.localeCompare(b.id))
    .map(({ body, deliveredAt }) => ({ inExcess: body.inExcess, delivered: deliveredAt !== null }));

test("free room on the overflow machine is used before another one is asked for, and the cloud is told the truth", async () => {
  world = await OverflowWorld.open();
  await world.machine(world.clouds[0], "first-a", 6);
  const second = await world.machine(world.clouds[1], "first-b", 5);
  await inState(world, "settled");
  expect((await world.overflows())[0]).toMatchObject({ capacity: "4", placed: "3", taken: "3" });
  const onceMore = () => want(second, Number(second.configuration?.units) + 1);
  await onceMore();
  await until(world, "the room is used", async () => (await world.overflows())[0]?.placed === "4");
  expect((await told()).at(-1)).toMatchObject({ inExcess: true });
  await inState(world, "settled");
  expect(await excessNow()).toBe(0);
  expect(await world.events()).toHaveLength(1);
  const [overflow] = await world.overflows();
  expect(overflow).toMatchObject({ placed: "4", taken: "4", carried: "4" });
  expect(await told()).toEqual([true, false, true, false].map((inExcess) => ({ inExcess, delivered: true })));
  const [license] = (await asProvider((ctx) => ctx.tx.select().from(licenses))).filter(
    ({ kind }) => kind === "overflow",
  );
  expect(license?.entitlements).toMatchObject([{ meter: "units", quantity: "4" }]);
  const steps = await asProvider((ctx) => ctx.tx.select().from(overflowSteps));
  expect(steps.find(({ step }) => step === "carried")).toMatchObject({
    state: "done",
    evidence: { grows: "3 to 4", carried: "4" },
  });
  // The room is used up: only now the next ordinal.
  await onceMore();
  await until(world, "the next ordinal", async () => (await world.events()).length === 2);
  await inState(world, "settled", 1);
  expect(await excessNow()).toBe(0);
});

test("room that cannot be used holds nothing back: its first machine is silent, so the next ordinal is raised", async () => {
  world = await OverflowWorld.open();
  const first = await world.machine(world.clouds[0], "first-a", 6);
  const second = await world.machine(world.clouds[1], "first-b", 5);
  await inState(world, "settled");
  const [overflow] = await world.overflows();
  const [gone, stays] = overflow?.firstMachineId === first.machineId ? [first, second] : [second, first];
  await asProvider((ctx) => ctx.tx.execute(`update machines set state = 'silent' where id = '${gone.machineId}'`));
  await want(stays, Number(stays.configuration?.units) + 4);
  await until(world, "two events", async () => (await world.events()).length === 2, { without: [gone.machineId] });
  expect((await world.overflows())[0]?.placed).toBe("3");
});

test("the units of the first machine are fewer than the room: it gives what it has, the next ordinal takes the rest", async () => {
  world = await OverflowWorld.open();
  const second = await world.machine(world.clouds[1], "first-b", 2);
  const first = await world.machine(world.clouds[0], "first-a", 5);
  await want(second, 4);
  await inState(world, "settled");
  await want(first, Number(first.configuration?.units) + 5);
  for (let n = 0; n < 40; n++) {
    await world.round();
    await work();
    world.pass(2);
  }
  expect(await excessNow()).toBe(0);
  for (const { placed, capacity, state } of await world.overflows()) {
    expect(Number(placed)).toBeLessThanOrEqual(Number(capacity));
    expect(state).toBe("settled");
  }
});
