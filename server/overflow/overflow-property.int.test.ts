import { eq } from "drizzle-orm";
import fc from "fast-check";
import { expect, test } from "vitest";
import { notices, standings } from "@/db/schema";
import { changeServiceConfiguration } from "../configuration/change-service-configuration";
import { jobRequest } from "../context";
import { deliverDueNotices } from "../workflow/deliver-due-notices";
import { evaluateDirtyStandings } from "../workflow/evaluate";
import { LeaseLost } from "./claim";
import { reconcileOverflows } from "./reconcile-overflows";
import { overflowIs } from "./states";
import { asProvider, work } from "./testing/drive";
import { OverflowWorld } from "./testing/overflow-world";

/** A change of the use wanted by one of the machines, and after how many looks at overflows a worker dies. */
type Act = { machine: 0 | 1; units: number; diesAfter: number | null };

const acts = fc.array(
  fc.record<Act>({
    machine: fc.constantFrom(0, 1),
    units: fc.integer({ min: 0, max: 9 }),
    diesAfter: fc.option(fc.integer({ min: 0, max: 6 })),
  }),
  { minLength: 2, maxLength: 5 },
);

/** A worker that dies in the middle: its lease stays, and nothing of it is cleaned up. */
async function workUntilDeath(looks: number): Promise<void> {
  let left = looks;
  await evaluateDirtyStandings(jobRequest("test"));
  await reconcileOverflows(jobRequest("test"), {
    bound: looks + 1,
    observe: () => {
      left -= 1;
      if (left < 0) throw new LeaseLost("The process was killed.");
    },
  });
}

async function newestExcess(): Promise<{ excess: number; dirty: boolean }> {
  const rows = await asProvider((ctx) => ctx.tx.select().from(standings));
  const [newest] = rows.sort((a, b) => b.windowStart.getTime() - a.windowStart.getTime());
  return { excess: Number(newest?.figures?.excess ?? 0), dirty: newest?.dirty ?? false };
}

/** Machines and workers go on until nothing changes any more. */
async function settle(world: OverflowWorld): Promise<void> {
  let still = 0;
  for (let n = 0; n < 80 && still < 4; n++) {
    await world.round();
    await work();
    world.pass(6);
    const overflows = await world.overflows();
    const moving = overflows.some(({ state }) => overflowIs("movingWork", state) || overflowIs("comingUp", state));
    const { excess, dirty } = await newestExcess();
    const answered = excess === 0 ? overflows.every(({ state }) => state !== "active") : true;
    still = moving || dirty || !answered ? 0 : still + 1;
  }
}

test("whatever the use, the room and the crashes: no excess is left unanswered, none above capacity, no untrue notice", async () => {
  await fc.assert(
    fc.asyncProperty(acts, fc.integer({ min: 1, max: 3 }), async (sequence, machinesMax) => {
      const world = await OverflowWorld.open({ overflowMachinesMax: machinesMax, period: "day" });
      try {
        const machines = [
          await world.machine(world.clouds[0], "first-a", 4),
          await world.machine(world.clouds[1], "first-b", 3),
        ];
        for (const { machine, units, diesAfter } of sequence) {
          const machineId = machines[machine]?.machineId ?? "";
          await asProvider((ctx) =>
            changeServiceConfiguration(ctx, { customerId: world.customerId, machineId, units }),
          );
          for (let n = 0; n < 3; n++) {
            await world.round();
            if (diesAfter === null) await work();
            else await workUntilDeath(diesAfter);
            world.pass(diesAfter === null ? 2 : 27);
          }
        }
        await settle(world);
        const overflows = await world.overflows();
        const { excess } = await newestExcess();
        const held = overflows.some(({ state }) => overflowIs("refused", state) || overflowIs("held", state));
        const states = overflows.map(({ state, placed, taken, capacity, reason, error }) => ({
          state,
          placed,
          taken,
          capacity,
          reason,
          error,
        }));
        expect(excess === 0 || held, JSON.stringify({ excess, states })).toBe(true);
        for (const { placed, capacity } of overflows)
          if (capacity !== null) expect(Number(placed)).toBeLessThanOrEqual(Number(capacity));
        if (excess > 0) expect(await falseNotices()).toEqual([]);
        await deliverDueNotices(jobRequest("test"));
      } finally {
        await world.close();
      }
    }),
    { numRuns: 3, endOnFailure: true },
  );
}, 600_000);

/** Billing events whose newest notice to the cloud is that there is no excess. */
async function falseNotices(): Promise<string[]> {
  const sent = (await asProvider((ctx) => ctx.tx.select().from(notices).where(eq(notices.kind, "cloud")))).sort(
    (a, b) => a.createdAt.getTime() - b.createdAt.getTime() || a.id.localeCompare(b.id),
  );
  const last = new Map(sent.map(({ subjectId, body }) => [subjectId ?? "", body.inExcess]));
  return [...last].flatMap(([event, inExcess]) => (inExcess === false ? [event] : []));
}
