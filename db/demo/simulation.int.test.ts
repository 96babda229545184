import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import { machines } from "@/db/schema";
import { makeTestDatabase } from "@/db/testing";
import { clockNow } from "@/server/clock";
import { addCloud } from "@/server/clouds/add-cloud";
import { inProvider, jobRequest } from "@/server/context";
import { markInstallation } from "@/server/installation";
import { markSilentMachines } from "@/server/monitoring/mark-silent-machines";
import { machineDetail } from "@/server/reads/machine-detail";
import { origin, reach, shipCatalogue, testClock } from "@/server/setup/testing/portal";
import { presentUse } from "@/server/usage/questions/present-use";
import { companies } from "./companies";
import { continueUse } from "./continue-use";
import { tellMachines } from "./seed-machines";
import { tellCompany, tellStaff } from "./seed-people";
import { contact, type Post, type SimulatedMachine } from "./simulated-machine";

const minute = 60_000;
const day = 24 * 60 * minute;
const begins = Date.parse("2026-11-20T09:50:00Z");
// Exactly at its limit of 4096 GiB, with two machines.
const company = companies.find(({ identifier }) => identifier === "ferrante-trasporti");

let database: Awaited<ReturnType<typeof makeTestDatabase>>;
let folder: string;
let clock: ReturnType<typeof testClock>;
let customerId: string;
let simulated: SimulatedMachine[];

const at = (ms: number) => clock.set(new Date(begins + ms));
const read = <T>(work: Parameters<typeof inProvider<T>>[1]) => inProvider(jobRequest("test"), work);

beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), "spillway-simulation-"));
  clock = testClock(folder);
  database = await makeTestDatabase();
  at(0);
  await shipCatalogue();
  const past = new Date(begins - 366 * day);
  await inProvider(jobRequest("test", past), async (ctx) => {
    await markInstallation(ctx, { mode: "demo", providerName: null, currency: "EUR" });
    for (const slug of ["aws", "sandbox-a"]) await addCloud(ctx, { slug, name: slug, region: slug });
  });
  await tellStaff(past);
  if (!company) throw new Error("The story has no such company.");
  customerId = await tellCompany(company, past);
  const told = await tellMachines({ customerId, identifier: company.identifier, now: new Date(begins) });
  simulated = told.simulated;
});
afterEach(async () => {
  await database.drop();
  delete process.env.SPILLWAY_TEST_CLOCK;
  rmSync(folder, { recursive: true });
});

const post: Post = async (path, body, authorization) => {
  const headers = { "content-type": "application/json", authorization };
  const answer = await reach(new Request(`${origin}${path}`, { method: "POST", headers, body: JSON.stringify(body) }));
  return { status: answer.status, body: (await answer.json()) as Record<string, unknown> };
};

/** What the simulation does at a time, and what the screens show after it. */
async function round(ms: number) {
  at(ms);
  for (const [place, machine] of simulated.entries())
    simulated[place] = (await contact(machine, { post, origin, now: clockNow() }))?.machine ?? machine;
  await continueUse(clockNow());
  return shown();
}

async function shown() {
  await read(markSilentMachines);
  const rows = await read((ctx) => ctx.tx.select().from(machines));
  const use = await read((ctx) => presentUse(ctx, { customerId, meter: "storage", groupBy: "cloud" }));
  return {
    states: rows.map(({ state }) => state),
    silentFor: rows.map(({ lastHeartbeatAt }) => clockNow().getTime() - (lastHeartbeatAt?.getTime() ?? 0)),
    total: use.total,
  };
}

test.each([
  ["a minute", minute],
  ["an hour", 60 * minute],
  ["a day", day],
  ["nine days, past the life of a license document", 9 * day],
])("after %s the story's machines are active as they say, and its use is what it was", async (_, ms) => {
  expect(simulated).toHaveLength(2);
  await round(0);
  await round(ms - 30_000);
  const { states, silentFor, total } = await round(ms);
  expect(states).toEqual(["active", "active"]);
  for (const age of silentFor) expect(age).toBeLessThan(minute);
  expect(Number(total)).toBe(4096);
  const detail = await read((ctx) => machineDetail(ctx, customerId, simulated[0]?.machineId ?? ""));
  expect(JSON.stringify(detail, (_key, value) => (typeof value === "bigint" ? String(value) : value))).toContain(
    new Date(Math.floor((begins + ms) / day) * day + 2 * 60 * minute).toISOString(),
  );
});

test("without the simulation the machines become silent, like any other", async () => {
  await round(0);
  at(60 * minute);
  expect((await shown()).states).toEqual(["silent", "silent"]);
  expect((await round(61 * minute)).states).toEqual(["active", "active"]);
});

test("the story's machines are not silent while the story is being told and the portal opens", async () => {
  at(9 * minute);
  expect((await shown()).states).toEqual(["active", "active"]);
});
