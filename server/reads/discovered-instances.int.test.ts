import { afterEach, expect, test } from "vitest";
import { discoveredSentence } from "@/components/clouds/discovered-words";
import { driverFor } from "../clouds/driver-for";
import { jobRequest } from "../context";
import { sweepOrphans } from "../overflow/sweep-orphans";
import { asProvider, inState } from "../overflow/testing/drive";
import { OverflowWorld } from "../overflow/testing/overflow-world";
import { discoveredAtClouds } from "./discovered-instances";
import { openWork } from "./open-work";

let world: OverflowWorld;
afterEach(() => world.close());

const sweep = () => sweepOrphans(jobRequest("test"));
const listed = () => asProvider((ctx) => discoveredAtClouds(ctx));

test("instances with our tag that no overflow accounts for are listed as discovered until they are gone", async () => {
  world = await OverflowWorld.open();
  await world.machine(world.clouds[0], "first-a", 9);
  await inState(world, "settled");
  const [overflow] = await world.overflows();
  const order = overflow?.machineOrder;
  if (!order || !overflow.cloudId) throw new Error("Nothing was ordered.");
  const driver = await driverFor(overflow.cloudId, "machines");
  expect(await sweep()).toMatchObject({ deleted: 0, discovered: 0 });
  expect(await listed()).toEqual([]);

  const of = (name: string, tags: Record<string, string>, account = order.account) =>
    driver.ensureMachine({ ...order, key: name, name, tags, account, userData: "" });
  const foreign = await of("foreign", { ...order.tags, event: "bev_of_another_portal" });
  const untagged = await of("no-event", { portal: order.tags.portal ?? "" }, "an-account-unknown-here");
  const second = await of("second", order.tags);
  const others = await of("not-ours", { portal: "portal.example" });
  world.pass(60);
  expect(await sweep()).toMatchObject({ deleted: 0, discovered: 3, failed: [] });
  const found = await listed();
  expect(
    Object.fromEntries(found.map(({ instance, customerName }) => [instance.name, [instance.reason, customerName]])),
  ).toEqual({
    foreign: ["unknown_event", "Northwind GmbH"],
    "no-event": ["unknown_event", null],
    second: ["other_instance", "Northwind GmbH"],
  });
  for (const row of found) expect(discoveredSentence(row)).toMatch(/Delete it at sandbox-[ab] if it is not needed/);
  expect((await asProvider(openWork)).discovered).toHaveLength(3);
  expect((await driver.machine(others.id))?.state).toBe("running");

  for (const { id } of [foreign, second]) await driver.deleteMachine(id);
  world.pass(60);
  await sweep();
  const [left, ...none] = await listed();
  expect(none).toEqual([]);
  expect(left?.instance).toMatchObject({ instanceId: untagged.id, firstSeenAt: found[0]?.instance.firstSeenAt });
  expect(left?.instance.seenAt.getTime()).toBeGreaterThan(found[0]?.instance.seenAt.getTime() ?? Infinity);
});
