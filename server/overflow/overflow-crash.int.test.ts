import { spawn } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import { dirname, join } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { charges, machines, overflowSteps } from "@/db/schema";
import { clockNow } from "../clock";
import { changeServiceConfiguration } from "../configuration/change-service-configuration";
import { inProvider, jobRequest } from "../context";
import { OverflowWorld } from "./testing/overflow-world";
import { bundleProgram } from "./testing/sandbox-process";

let world: OverflowWorld;
let program: string;
beforeAll(async () => {
  // The cloud creates the machine and drops the connection, once: the most dangerous moment of a create.
  world = await OverflowWorld.open({ identifier: "northwind-lost-once-gmbh" });
  program = join(mkdtempSync(join(process.cwd(), "node_modules/.crash-")), "worker.mjs");
  await bundleProgram("server/overflow/testing/crashing-worker.ts", program);
});
afterAll(async () => {
  rmSync(dirname(program), { recursive: true, force: true });
  await world.close();
});

/** How long a worker may take to a point on a busy machine: only one that hangs does. */
const longestMs = 120_000;

/**
 * Runs a worker that dies at the given point while the machines go on.
 * @returns what it printed before it died, and how it ended
 */
async function workUntilKilled(...point: string[]): Promise<{ said: string; signal: string | null }> {
  const child = spawn(process.execPath, [program, ...point], {
    stdio: ["ignore", "pipe", "inherit"],
    env: process.env,
  });
  let said = "";
  child.stdout.on("data", (chunk) => {
    said += chunk;
  });
  const ended = new Promise<string | null>((resolve) => child.once("exit", (_, signal) => resolve(signal)));
  let signal: string | null | undefined;
  ended.then((value) => {
    signal = value;
  });
  const deadline = Date.now() + longestMs;
  while (signal === undefined && Date.now() < deadline) await world.round();
  if (signal === undefined) child.kill("SIGKILL");
  return { said: said.trim(), signal: await ended };
}

test("killed before and after the commit of each step, it goes on elsewhere within 30 s: one machine, one event, one charge", async () => {
  const [a, b] = world.clouds;
  await world.machine(a, "first-a", 6);
  const second = await world.machine(b, "first-b", 2);
  await inProvider(jobRequest("test"), (ctx) =>
    changeServiceConfiguration(ctx, { customerId: world.customerId, machineId: second.machineId, units: 3 }),
  );
  const states = [
    "requested",
    "resource_identified",
    "configured",
    "creating",
    "installing",
    "enrolled",
    "entitled",
    "active",
  ];
  for (const state of states) {
    for (const at of ["before", "after"]) {
      const killed = await workUntilKilled(state, at);
      expect(killed).toEqual({ said: `killed ${at} ${state}`, signal: "SIGKILL" });
      const [overflow] = await world.overflows();
      // Whoever comes next may go on this soon: the dead worker's lease ends within 30 s.
      expect((overflow?.leasedUntil?.getTime() ?? 0) - clockNow().getTime()).toBeLessThan(30_000);
      world.pass(26);
    }
  }
  const worker = spawn(process.execPath, [program], { stdio: "inherit", env: process.env });
  // The dead worker's lease has some seconds left, and rounds may be quick.
  const deadline = Date.now() + longestMs;
  while ((await world.overflows())[0]?.state !== "settled" && Date.now() < deadline) await world.round();
  worker.kill("SIGKILL");
  const [overflow, ...others] = await world.overflows();
  expect(others).toEqual([]);
  expect(overflow).toMatchObject({ state: "settled", carried: "1", taken: "1", error: null });
  const steps = await inProvider(jobRequest("test"), (ctx) => ctx.tx.select().from(overflowSteps));
  expect(steps.find(({ step }) => step === "creating")?.evidence.found).toBe("found by its tag");
  expect(await world.events()).toHaveLength(1);
  const billed = await inProvider(jobRequest("test"), (ctx) => ctx.tx.select().from(charges));
  expect(billed.map(({ quantity, state }) => ({ quantity, state }))).toEqual([{ quantity: "1", state: "posted" }]);
  const started = await inProvider(jobRequest("test"), (ctx) => ctx.tx.select().from(machines));
  expect(started.filter(({ kind }) => kind === "overflow")).toHaveLength(1);
  const tagged = await Promise.all(
    world.clouds.map((cloud) =>
      cloud.ask<{ instances: { tags: object }[] }>(`/v1/instances?tag.event=${overflow?.billingEventId}`),
    ),
  );
  expect(tagged.flatMap(({ instances }) => instances)).toHaveLength(1);
});
