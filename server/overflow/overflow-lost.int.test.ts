import { afterEach, expect, test } from "vitest";
import { serviceConfigurations } from "@/db/schema";
import { driverFor } from "../clouds/driver-for";
import { jobRequest } from "../context";
import { evaluateDirtyStandings } from "../workflow/evaluate";
import { reconcileOverflows } from "./reconcile-overflows";
import { sweepOrphans } from "./sweep-orphans";
import { asProvider, inState, until } from "./testing/drive";
import { OverflowWorld } from "./testing/overflow-world";

let world: OverflowWorld;
afterEach(() => world.close());

test("an overflow machine that is deleted at its cloud is noticed at the next look, and replaced", async () => {
  world = await OverflowWorld.open();
  const first = await world.machine(world.clouds[0], "first-a", 9);
  await inState(world, "settled");
  const [lost] = await world.overflows();
  if (!lost?.instanceId || !lost.cloudId) throw new Error("No machine was started.");
  await (await driverFor(lost.cloudId, "machines")).deleteMachine(lost.instanceId);
  world.pass(60);
  await sweepOrphans(jobRequest("test"));
  const gone = [lost.machineId ?? ""];
  await until(world, "the first is retired", async () => (await world.overflows())[0]?.state === "retired", {
    without: gone,
  });
  expect((await world.overflows())[0]?.reason).toMatch(/deleted at the cloud/);
  await inState(world, "settled", 1, gone);
  const [, second] = await world.overflows();
  expect(second).toMatchObject({ carried: "1" });
  expect(second?.instanceId).not.toBe(lost.instanceId);
  const units = await asProvider((ctx) => ctx.tx.select().from(serviceConfigurations));
  expect(units.find(({ machineId }) => machineId === first.machineId)?.units).toBe(8);
  // Looked at again, nothing more is lost.
  await sweepOrphans(jobRequest("test"));
  expect((await world.overflows()).map(({ state }) => state)).toEqual(["retired", "settled"]);
});

test("a cloud without capacity for it: a resource is identified anew at once, without eight attempts", async () => {
  // The name asks the sandbox cloud to be full; the flavor is what the inventory of the last poll still offers.
  world = await OverflowWorld.open();
  await world.machine(world.clouds[0], "first-a", 9);
  await evaluateDirtyStandings(jobRequest("test"));
  await reconcileOverflows(jobRequest("test"), { bound: 2 });
  const [configured] = await world.overflows();
  expect(configured?.state).toBe("configured");
  const flavor = configured?.resource?.flavor;
  await asProvider((ctx) =>
    ctx.tx.execute(
      `update overflows set machine_order = jsonb_set(machine_order, '{name}', '"ovf-full-1"') where id = '${configured?.id}'`,
    ),
  );
  await until(world, "another was identified", async () => {
    const [overflow] = await world.overflows();
    return overflow?.resource != null && overflow.resource.flavor !== flavor;
  });
  expect((await world.overflows())[0]).toMatchObject({ attempts: 0, error: null });
  await inState(world, "settled");
  expect(await world.overflows()).toHaveLength(1);
});
