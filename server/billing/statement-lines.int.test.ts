import { eq } from "drizzle-orm";
import { afterAll, beforeAll, expect, test } from "vitest";
import { clouds, customers, machines, meters, overflows, plans, services } from "@/db/schema";
import { inProvider } from "../context";
import { draftOfMonth } from "../money/open-months";
import { recordUsage } from "../usage/record/record-usage";
import { job, usageWorld, use } from "../usage/testing";
import { evaluateDirtyStandings } from "../workflow/evaluate";

let t: Awaited<ReturnType<typeof usageWorld>>;
beforeAll(async () => {
  t = await usageWorld();
  await t.limit({ meter: "units", limit: "8", period: "month", overRate: "1.80" });
});
afterAll(() => t.drop());

const record = async (quantity: string, minute: number) => {
  const at = new Date(`2026-11-20T10:${minute}:00Z`);
  await recordUsage(job(), {
    sourceKind: "program",
    customerId: "cust_acme",
    records: [use({ subject: "mach_b", quantity, at })],
  });
  await evaluateDirtyStandings(job());
};
const lines = () => inProvider(job(), async (ctx) => (await draftOfMonth(ctx, "cust_acme")).lines);

/** Renames everything that a line names, as staff and machines do. */
const renameAll = () =>
  t.db.withProvider(async (tx) => {
    await tx.update(customers).set({ name: "Renamed company" }).where(eq(customers.id, "cust_acme"));
    await tx.update(plans).set({ name: "Renamed plan" });
    await tx.update(services).set({ name: "Renamed service" });
    await tx.update(meters).set({ name: "Renamed meter", unit: "renamed", decimals: 4 });
    await tx.update(clouds).set({ name: "Renamed cloud", colorIndex: 7 }).where(eq(clouds.id, "cld_b"));
    await tx.update(machines).set({ hostname: "renamed", serial: "RENAMED" }).where(eq(machines.id, "mach_b"));
  });

test("a stored line does not change when what it names is renamed; a further charge adds figures alone", async () => {
  await record("10", 20);
  const before = await lines();
  expect(before).toMatchObject([{ quantity: "2", amountMinor: 360n, cloudName: "Cloud B", meter: "units" }]);
  expect(before[0]?.firstMachineName).toBe("SER-B");

  await renameAll();
  expect(await lines()).toEqual(before);

  // Declined, the event is not followed by another one: what comes on top belongs to its line.
  await t.db.withProvider((tx) => tx.update(overflows).set({ state: "declined" }));
  await record("11", 21);
  const [after, ...more] = await lines();
  expect(more).toEqual([]);
  expect(after).toMatchObject({ quantity: "3", amountMinor: 540n, used: "11", excess: "3" });
  expect(after?.charges).toHaveLength(2);
  const { meterName, unit, decimals, cloudName, cloudColorIndex, firstMachineName, rate } = before[0] ?? {};
  expect(after).toMatchObject({ meterName, unit, decimals, cloudName, cloudColorIndex, firstMachineName, rate });
});
