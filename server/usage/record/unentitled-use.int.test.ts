import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { eq } from "drizzle-orm";
import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { POST as postEvents } from "@/app/api/v1/events/route";
import { customers } from "@/db/schema";
import { makeTestDatabase } from "@/db/testing";
import { setMachineState } from "../../collection/set-machine-state";
import { type Context, inCustomer, inProvider, jobRequest } from "../../context";
import { licenseOf } from "../../licensing/queries";
import { revokeLicense } from "../../licensing/revoke-license";
import { suspendLicense } from "../../licensing/suspend-license";
import {
  agentFor,
  machineRowOf,
  makeCustomer,
  makeLink,
  origin,
  shipCatalogue,
  testClock,
} from "../../setup/testing/portal";
import type { SimulatedAgent } from "../../setup/testing/simulated-agent";
import { approveAndActivate, rejectMachine } from "../../workflow/decide-machine";

const folder = mkdtempSync(join(tmpdir(), "spillway-test-"));
let t: Awaited<ReturnType<typeof makeTestDatabase>>;
let customerId = "";
beforeAll(async () => {
  t = await makeTestDatabase();
  await shipCatalogue();
});
beforeEach(async () => {
  customerId = await makeCustomer();
});
afterAll(async () => {
  delete process.env.SPILLWAY_TEST_CLOCK;
  rmSync(folder, { recursive: true });
  await t.drop();
});

const inside = <T>(work: (ctx: Context) => Promise<T>) => inCustomer(jobRequest("test"), customerId, work);
const licenseId = async (agent: SimulatedAgent) =>
  (await inside((ctx) => licenseOf(ctx, customerId, agent.machineId)))?.id ?? "";
const active = async () => {
  const agent = agentFor((await makeLink(customerId)).token);
  await agent.install();
  return agent;
};
const pending = async () => {
  const agent = agentFor((await makeLink(customerId, { serial: "EXPECTED" })).token);
  await agent.install();
  return agent;
};

let last = 0;
/** Sends one reading of 7 units by the machine's token, and answers the fate that is stored. */
async function fateOfUse(agent: SimulatedAgent, at: Date): Promise<string> {
  const id = `use-${++last}`;
  const data = { quantity: "7" };
  const event = { specversion: "1.0", id, source: agent.machineId, type: "units", time: at.toISOString(), data };
  const answer = await postEvents(
    new Request(`${origin}/api/v1/events`, {
      method: "POST",
      headers: { authorization: agent.bearer(), "content-type": "application/cloudevents+json" },
      body: JSON.stringify(event),
    }),
  );
  expect(answer.status).toBe(204);
  const [row] = await t.db.providerSql`select fate, reason from usage_records where event_id = ${id}`;
  if (row?.fate === "unentitled") expect(row.reason).toMatch(/\.$/);
  return row?.fate;
}
const counted = async (agent: SimulatedAgent) =>
  (await t.db.providerSql`select 1 from usage_ticks where machine_id = ${agent.machineId}`).length;
const now = () => new Date();
const statuses = async (agent: SimulatedAgent) => [
  (await agent.report("progress", "application", "done")).status,
  (await agent.release()).status,
];

describe("a machine that is not entitled", () => {
  test("has reported only: nothing counts, and neither a report nor a release is taken", async () => {
    const agent = agentFor((await makeLink(customerId)).token);
    await agent.collect();
    expect(await fateOfUse(agent, now())).toBe("unentitled");
    expect(await counted(agent)).toBe(0);
    expect(await statuses(agent)).toEqual([403, 403]);
  });

  test("waits for an approval: nothing counts until somebody approves; by its envelope no report is taken either", async () => {
    const agent = await pending();
    expect(await fateOfUse(agent, now())).toBe("unentitled");
    expect(await statuses(agent)).toEqual([403, 403]);
    expect((await agent.layDown()).status).toBe(403);
    expect((await agent.heartbeat()).status).toBe(200);
    expect((await machineRowOf(agent.machineId)).state).toBe("pending_approval");
    await inside((ctx) => approveAndActivate(ctx, { customerId, machineId: agent.machineId }));
    expect(await fateOfUse(agent, now())).toBe("counted");
  });

  test("was rejected: nothing counts, whatever its time", async () => {
    const agent = await pending();
    const before = now();
    await inside((ctx) => rejectMachine(ctx, { customerId, machineId: agent.machineId, reason: "Not ours." }));
    expect(await fateOfUse(agent, before)).toBe("unentitled");
    expect(await counted(agent)).toBe(0);
    expect((await agent.report("progress", "application", "done")).status).toBe(403);
  });

  test("is quarantined: nothing counts, and a copy of its key releases nobody's seat", async () => {
    const agent = await active();
    await inside((ctx) => setMachineState(ctx, { customerId, machineId: agent.machineId, state: "quarantined" }));
    expect(await fateOfUse(agent, now())).toBe("unentitled");
    expect(await statuses(agent)).toEqual([403, 403]);
    expect((await machineRowOf(agent.machineId)).state).toBe("quarantined");
  });

  test("belongs to a suspended company: nothing counts, nothing is taken", async () => {
    const agent = await active();
    await t.db.withProvider((tx) =>
      tx.update(customers).set({ state: "suspended" }).where(eq(customers.id, customerId)),
    );
    expect(await fateOfUse(agent, now())).toBe("unentitled");
    expect(await statuses(agent)).toEqual([403, 403]);
  });
});

describe("use from before the end still counts, later use does not", () => {
  const minute = 60_000;
  const around = async (end: (agent: SimulatedAgent) => Promise<unknown>) => {
    const clock = testClock(folder);
    const start = Date.now();
    clock.set(new Date(start));
    const agent = await active();
    clock.set(new Date(start + 30 * minute));
    await end(agent);
    clock.set(new Date(start + 40 * minute));
    const fates = [
      await fateOfUse(agent, new Date(start + 20 * minute)),
      await fateOfUse(agent, new Date(start + 35 * minute)),
    ];
    delete process.env.SPILLWAY_TEST_CLOCK;
    return fates;
  };

  test("of its release; releasing again gets the same answer", async () => {
    const ended = await around(async (agent) => {
      expect((await agent.release()).status).toBe(200);
      expect((await agent.release()).status).toBe(200);
    });
    expect(ended).toEqual(["counted", "unentitled"]);
  });

  test("of its license's suspension", async () => {
    const ended = await around(async (agent) => {
      const license = await licenseId(agent);
      await inside((ctx) => suspendLicense(ctx, { customerId, licenseId: license, reason: "Unpaid." }));
      expect(await statuses(agent)).toEqual([403, 403]);
    });
    expect(ended).toEqual(["counted", "unentitled"]);
  });

  test("of its license's revocation", async () => {
    const ended = await around(async (agent) => {
      const license = await licenseId(agent);
      await inProvider(jobRequest("test"), (ctx) =>
        revokeLicense(ctx, { customerId, licenseId: license, reason: "Misuse." }),
      );
    });
    expect(ended).toEqual(["counted", "unentitled"]);
  });

  test("of its license's expiry", async () => {
    const ended = await around(async (agent) => {
      await t.db.providerSql`update licenses set valid_to = ${new Date(Date.now() + 30 * minute).toISOString()}
        where machine_id = ${agent.machineId}`;
    });
    expect(ended).toEqual(["counted", "unentitled"]);
  });
});
