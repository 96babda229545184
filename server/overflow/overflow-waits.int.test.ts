import { and, eq } from "drizzle-orm";
import { afterEach, expect, test } from "vitest";
import { overflowSteps, overflows, serviceConfigurations } from "@/db/schema";
import { jobRequest } from "../context";
import { markSilentMachines } from "../monitoring/mark-silent-machines";
import { recordUsage } from "../usage/record/record-usage";
import { releaseMachine } from "../workflow/release-machine";
import { retryOverflow } from "./retry-overflow";
import type { OverflowStepName } from "./states";
import { asProvider, inState, until, work } from "./testing/drive";
import { OverflowWorld } from "./testing/overflow-world";

let world: OverflowWorld;
afterEach(() => world.close());

const theOverflow = async () => (await world.overflows())[0];
const unitsOf = async (machineId: string) =>
  (
    await asProvider((ctx) =>
      ctx.tx.select().from(serviceConfigurations).where(eq(serviceConfigurations.machineId, machineId)),
    )
  )[0]?.units;
const stepOf = async (name: OverflowStepName) =>
  (
    await asProvider((ctx) =>
      ctx.tx
        .select()
        .from(overflowSteps)
        .where(and(eq(overflowSteps.step, name))),
    )
  )[0];

/** So much time passes in which these machines say nothing; the worker goes on. */
async function silence(minutes: number, without: string[]): Promise<void> {
  for (let n = 0; n < minutes; n++) {
    world.pass(60);
    await world.round(without);
    await asProvider(markSilentMachines);
    await work();
  }
}
const created = () =>
  until(world, "the overflow machine is created", async () => (await theOverflow())?.instanceId != null);

test("a first machine that dies before it gives its units up: the step shows it, then it is stuck with advice; back, it goes on", async () => {
  world = await OverflowWorld.open();
  const first = await world.machine(world.clouds[0], "first-a", 9);
  await until(world, "the portion is asked for", async () => (await theOverflow())?.taken != null);
  await silence(8, [first.machineId]);
  expect(await theOverflow()).toMatchObject({ state: "entitled" });
  expect((await stepOf("carried"))?.evidence.waits).toMatch(/^first-a has missed two heartbeats\.$/);
  await silence(12, [first.machineId]);
  const stuck = await theOverflow();
  expect(stuck).toMatchObject({
    state: "stuck",
    resumeState: "entitled",
    error: expect.stringMatching(
      /^first-a has missed two heartbeats\. Nothing moves before first-a has given them up\./,
    ),
  });
  expect(await unitsOf(stuck?.machineId ?? "")).toBe(0);
  const customerId = world.customerId;
  await asProvider((ctx) => retryOverflow(ctx, { customerId, overflowId: stuck?.id ?? "" }));
  await inState(world, "settled");
  expect((await stepOf("carried"))?.evidence.waits).toBe("");
});

test("an overflow machine that enrolled and falls silent: stuck, and nothing is taken from the first machine meanwhile", async () => {
  world = await OverflowWorld.open();
  const first = await world.machine(world.clouds[0], "first-a", 9);
  await created();
  await world.round();
  const second = [...world.agents.keys()].filter((id) => id !== first.machineId);
  await silence(1, second);
  await silence(25, second);
  expect(await theOverflow()).toMatchObject({
    state: "stuck",
    error: expect.stringMatching(/^overflow has missed two heartbeats\. .*give this overflow up/),
  });
});

test("an application that fails on the overflow machine is shown, with the reason that the machine gave", async () => {
  world = await OverflowWorld.open();
  await world.machine(world.clouds[0], "first-a", 9);
  await until(world, "the portion was taken", async () => (await theOverflow())?.taken != null);
  const [, second] = [...world.agents.values()];
  if (!second) throw new Error("No overflow machine.");
  second.application = "failed";
  await silence(3, []);
  expect((await stepOf("carried"))?.evidence.waits).toMatch(/^The application on overflow failed/);
  second.application = "running";
  await inState(world, "settled");
});

test("a first machine that was released before it gave its units up: nothing is placed, and the overflow machine is deleted", async () => {
  world = await OverflowWorld.open();
  const first = await world.machine(world.clouds[0], "first-a", 9);
  await created();
  await asProvider((ctx) =>
    releaseMachine(ctx, { customerId: world.customerId, machineId: first.machineId, reason: "It is sold." }),
  );
  await until(world, "it ended", async () => (await theOverflow())?.state === "failed", { without: [first.machineId] });
  const overflow = await theOverflow();
  expect(overflow).toMatchObject({ reason: "first-a was released, so its work cannot be moved.", taken: null });
  expect(await unitsOf(overflow?.machineId ?? "")).toBe(0);
});

test("a first machine with fewer units than the excess gives up those, and no more are placed", async () => {
  world = await OverflowWorld.open();
  const first = await world.machine(world.clouds[0], "first-a", 9);
  await created();
  // The machine runs 9 all the same: what it was asked to run was written down lower than what it shows.
  await asProvider((ctx) => ctx.tx.update(overflows).set({ placed: "3" }));
  await asProvider((ctx) =>
    ctx.tx
      .update(serviceConfigurations)
      .set({ units: 2, version: 5 })
      .where(eq(serviceConfigurations.machineId, first.machineId)),
  );
  await inState(world, "settled");
  const overflow = await theOverflow();
  expect([Number(overflow?.taken), Number(overflow?.placed), Number(overflow?.carried)]).toEqual([2, 2, 2]);
});

test("use that a program reports for no machine: nobody is asked and no machine is started, for nothing could be moved", async () => {
  world = await OverflowWorld.open({ overflowPolicy: "ask", answerMinutes: 30 });
  const first = await world.machine(world.clouds[0], "first-a", 6);
  const request = jobRequest("test");
  await recordUsage(request, {
    sourceKind: "program",
    customerId: world.customerId,
    records: [
      {
        id: "1",
        source: "erp",
        meter: "units",
        subject: null,
        at: request.now,
        start: null,
        quantity: "9",
        cloud: world.clouds[1].slug,
        customer: null,
      },
    ],
  });
  await until(world, "it was declined", async () => (await theOverflow())?.state === "declined");
  expect(await theOverflow()).toMatchObject({
    reason: expect.stringMatching(/^The use above the limit names no machine/),
    askedAt: null,
    instanceId: null,
  });
  expect(await unitsOf(first.machineId)).toBe(6);
});
