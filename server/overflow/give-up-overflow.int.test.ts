import { eq } from "drizzle-orm";
import { afterEach, expect, test } from "vitest";
import { auditEntries, licenses, overflows, resourceReservations, serviceConfigurations } from "@/db/schema";
import { driverFor } from "../clouds/driver-for";
import { linkSecrets } from "../keys/link-secrets";
import { agentFor, someFacts } from "../setup/testing/portal";
import { giveUpOverflow } from "./give-up-overflow";
import { asProvider, inState, until, work } from "./testing/drive";
import { OverflowWorld } from "./testing/overflow-world";

let world: OverflowWorld;
afterEach(() => world.close());

const unitsOf = async (machineId: string) =>
  (
    await asProvider((ctx) =>
      ctx.tx.select().from(serviceConfigurations).where(eq(serviceConfigurations.machineId, machineId)),
    )
  )[0]?.units;

test("a stuck overflow that is given up leaves nothing that costs: units, license, machine and capacity come back", async () => {
  world = await OverflowWorld.open();
  const first = await world.machine(world.clouds[0], "first-a", 9);
  await until(world, "the portion was taken", async () => (await world.overflows())[0]?.taken != null);
  expect(await unitsOf(first.machineId)).toBe(8);
  const [begun] = await world.overflows();
  if (!begun) throw new Error("Nothing was begun.");
  const giveUp = (reason: string) =>
    asProvider((ctx) => giveUpOverflow(ctx, { customerId: world.customerId, overflowId: begun.id, reason }));
  await expect(giveUp("It was too late.")).rejects.toThrow(/only a stuck one/);
  await asProvider((ctx) => ctx.tx.update(overflows).set({ state: "stuck", resumeState: "entitled", error: "Why." }));
  await expect(giveUp("  ")).rejects.toThrow(/Give a reason/);
  await giveUp("The customer stops the work tonight.");
  await inState(world, "failed");
  const [overflow] = await world.overflows();
  expect(overflow).toMatchObject({
    reason: "Given up: The customer stops the work tonight.",
    taken: null,
    error: null,
  });
  expect(await unitsOf(first.machineId)).toBe(9);
  const machine = await (await driverFor(overflow?.cloudId ?? "", "machines")).machine(overflow?.instanceId ?? "");
  expect(machine?.state ?? "deleted").toBe("deleted");
  const ofOverflow = await asProvider((ctx) => ctx.tx.select().from(licenses).where(eq(licenses.kind, "overflow")));
  expect(ofOverflow.map(({ state }) => state)).toEqual(["released"]);
  const reserved = await asProvider((ctx) => ctx.tx.select().from(resourceReservations));
  expect(reserved.map(({ releasedAt }) => releasedAt)).toEqual([expect.any(Date)]);
  const [entry] = await asProvider((ctx) =>
    ctx.tx.select().from(auditEntries).where(eq(auditEntries.action, "overflow.given_up")),
  );
  expect(entry?.detail).toMatchObject({ reason: "The customer stops the work tonight.", stuckAt: "entitled" });
});

test("one that is stuck before it enrolled gives back the license that was made for it", async () => {
  world = await OverflowWorld.open();
  await world.machine(world.clouds[0], "first-a", 9);
  await until(world, "its machine was created", async () => (await world.overflows())[0]?.instanceId != null);
  const [begun] = await world.overflows();
  const { token } = await linkSecrets(begun?.linkId ?? "");
  const instanceId = begun?.instanceId ?? "";
  const agent = agentFor(token, someFacts({ cloud: world.clouds[0].slug, instanceId, serial: `OVF-${instanceId}` }));
  expect((await agent.collect()).body.status).toBe("ready");
  world.pass(2);
  await work();
  expect((await world.overflows())[0]?.state).toBe("installing");
  await asProvider((ctx) =>
    ctx.tx.update(overflows).set({ state: "stuck", resumeState: "installing", error: "The installation failed." }),
  );
  await asProvider((ctx) =>
    giveUpOverflow(ctx, { customerId: world.customerId, overflowId: begun?.id ?? "", reason: "It cannot install." }),
  );
  await work();
  expect((await world.overflows())[0]?.state).toBe("failed");
  const ofOverflow = await asProvider((ctx) => ctx.tx.select().from(licenses).where(eq(licenses.kind, "overflow")));
  expect(ofOverflow.map(({ state }) => state)).toEqual(["released"]);
});
