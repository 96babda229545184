import { eq } from "drizzle-orm";
import { afterAll, beforeAll, expect, test } from "vitest";
import { billingEvents, charges, ledgerPostings, standings } from "@/db/schema";
import { inProvider } from "../context";
import { draftOfMonth } from "../money/open-months";
import { recordUsage } from "../usage/record/record-usage";
import { job, usageWorld, use } from "../usage/testing";
import { evaluateDirtyStandings } from "../workflow/evaluate";

let t: Awaited<ReturnType<typeof usageWorld>>;
beforeAll(async () => {
  t = await usageWorld();
});
afterAll(() => t.drop());

const largest = "999999999999999999.999999999999999999";

test("the largest use at the largest rate and step is priced and stored, and later use is billed", async () => {
  const terms = { limit: "10", period: "month", overflowPolicy: "off" } as const;
  await t.limit({
    ...terms,
    meter: "requests",
    overRate: "999999999999999.999999999",
    billingStep: "999999999999999.999999999",
  });
  for (const quantity of [largest, largest, "500"]) {
    const records = [use({ meter: "requests", quantity })];
    await recordUsage(job(), { sourceKind: "program", customerId: "cust_acme", records });
    await evaluateDirtyStandings(job());
  }
  const [standing, ...others] = await t.db.withProvider((tx) => tx.select().from(standings));
  expect(others).toEqual([]);
  expect(standing).toMatchObject({ dirty: false, figures: { use: "2000000000000000499.999999999999999998" } });
  const made = await t.db.withProvider((tx) => tx.select().from(charges).where(eq(charges.meter, "requests")));
  const total = made.reduce((sum, { amountMinor }) => sum + amountMinor, 0n);
  // 2,001 steps at the rate, both in thousand-millionths, in cents rounded half up.
  const [billionths, scale] = [999_999_999_999_999_999_999_999n, 10n ** 18n];
  expect(total).toBe((2001n * billionths * billionths * 100n + scale / 2n) / scale);
  const postings = await t.db.withProvider((tx) => tx.select().from(ledgerPostings));
  expect(postings.reduce((sum, { amountMinor }) => sum + amountMinor, 0n)).toBe(0n);
  const events = await t.db.withProvider((tx) => tx.select().from(billingEvents).orderBy(billingEvents.number));
  // No number was used by an attempt that failed.
  expect(events.map(({ number }) => number - (events[0]?.number ?? 0))).toEqual(events.map((_, n) => n));
  const { lines } = await inProvider(job(), (ctx) => draftOfMonth(ctx, "cust_acme"));
  expect(lines.reduce((sum, { amountMinor }) => sum + amountMinor, 0n)).toBe(total);
});

test("the largest use by the largest factor at the largest rate is priced and stored", async () => {
  const most = "999999999999999.999999999";
  const terms = { meter: "support-events", limit: "0", period: "month", overflowPolicy: "off" } as const;
  await t.limit({ ...terms, billingFactor: most, overRate: most, billingStep: "0.000000001" });
  const records = [use({ meter: "support-events", quantity: largest })];
  await recordUsage(job(), { sourceKind: "program", customerId: "cust_acme", records });
  await evaluateDirtyStandings(job());
  const [charge] = await t.db.withProvider((tx) =>
    tx.select().from(charges).where(eq(charges.meter, "support-events")),
  );
  // Each figure is 10^n less its last place: their product is below that of the powers by about 10^-15 of it.
  expect(charge?.amountMinor.toString()).toMatch(/^9{14}\d{36}$/);
  const [standing] = await t.db.withProvider((tx) =>
    tx.select().from(standings).where(eq(standings.meter, "support-events")),
  );
  expect(standing).toMatchObject({ dirty: false, failure: null });
});
