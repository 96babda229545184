import { eq } from "drizzle-orm";
import { afterAll, beforeAll, expect, test } from "vitest";
import { services } from "@/db/schema";
import { makeTestDatabase } from "@/db/testing";
import { inProvider, jobRequest } from "../context";
import { agentFor, giveContact, machineRowOf, makeCustomer, makeLink, shipCatalogue } from "../setup/testing/portal";
import { advanceWaitingMachines } from "./advance-waiting-machines";

let t: Awaited<ReturnType<typeof makeTestDatabase>>;
beforeAll(async () => {
  t = await makeTestDatabase();
  await shipCatalogue();
});
afterAll(() => t.drop());

const job = () => jobRequest("test");
const reported = async (customerId: string) => {
  const agent = agentFor((await makeLink(customerId, { units: 1 })).token);
  await agent.collect();
  return agent;
};

test("many that wait for long hide none: each one's turn comes", async () => {
  const late = await makeCustomer("Late Ltd", false);
  const waited = await reported(late);
  const silent = await makeCustomer("Silent Ltd", false);
  for (let n = 0; n < 3; n++) await reported(silent);
  await giveContact(late);
  for (let run = 0; run < 4; run++) await advanceWaitingMachines(job(), { newest: 1, page: 1 });
  expect(await machineRowOf(waited.machineId)).toMatchObject({ state: "licensed" });
});

test("a machine that fails stops no other one, and is reported", async () => {
  const late = await makeCustomer("Behind Ltd", false);
  const behind = await reported(late);
  await inProvider(job(), (ctx) =>
    ctx.tx
      .update(services)
      .set({ defaultSettings: { units: "many" } })
      .where(eq(services.slug, "compute-node")),
  );
  const failing = await makeCustomer("Failing Ltd");
  const answer = await agentFor((await makeLink(failing)).token).collect();
  expect(answer.status).toBe(500);
  await giveContact(late);
  await expect(advanceWaitingMachines(job())).rejects.toThrow(/1 machines could not be advanced/);
  expect(await machineRowOf(behind.machineId)).toMatchObject({ state: "licensed" });
});
