import { afterEach, expect, test } from "vitest";
import { inState, until } from "./testing/drive";
import { OverflowWorld } from "./testing/overflow-world";

let world: OverflowWorld;
afterEach(() => world.close());

test("an excess larger than any machine: each takes what it can carry, and the next ordinal follows for the rest", async () => {
  world = await OverflowWorld.open();
  const first = await world.machine(world.clouds[0], "first-a", 18);
  await until(world, "three overflows", async () => (await world.overflows()).length === 3);
  for (const n of [0, 1, 2]) await inState(world, "settled", n);
  const events = (await world.events()).sort((a, b) => a.ordinal - b.ordinal);
  expect(events.map(({ ordinal, excess }) => [ordinal, Number(excess)])).toEqual([
    [1, 10],
    [2, 6],
    [3, 2],
  ]);
  const placed = new Map((await world.overflows()).map((overflow) => [overflow.billingEventId, overflow]));
  expect(events.map(({ id }) => Number(placed.get(id)?.placed))).toEqual([4, 4, 2]);
  expect(Number(first.configuration?.units)).toBe(8);
});

test("the rest is not carried beyond the number of machines that the policy allows", async () => {
  world = await OverflowWorld.open({ overflowMachinesMax: 1 });
  await world.machine(world.clouds[0], "first-a", 18);
  await until(world, "the second was declined", async () => (await world.overflows())[1]?.state === "declined");
  const overflows = await world.overflows();
  expect(overflows[1]?.reason).toMatch(/As many overflow machines run/);
  expect(Number(overflows[0]?.placed)).toBe(4);
});
