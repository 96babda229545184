import { sql } from "drizzle-orm";
import { afterAll, beforeAll, expect, test } from "vitest";
import { inProvider, jobRequest } from "../context";
import { journalPage } from "../money/journal";
import { usageWorld } from "../usage/testing";
import { billedCompany } from "../workflow/testing/billed-company";
import { moneyOverview } from "./money-overview";
import { revenueByMonth } from "./revenue-months";

let t: Awaited<ReturnType<typeof usageWorld>>;
beforeAll(async () => {
  t = await usageWorld();
  await t.db.withProvider((tx) => tx.execute(sql`delete from subscriptions`));
});
afterAll(() => t.drop());

const at = (when: string) => jobRequest("test", new Date(when));
const overviewAt = (when: string) => inProvider(at(when), moneyOverview);

/** What the journal of a month books as revenue, in minor units. */
const booked = async (month: string, now: string) => {
  const { rows } = await inProvider(at(now), (ctx) => journalPage(ctx, { month, limit: 500 }));
  return rows
    .filter(({ account }) => account === "revenue")
    .reduce((sum, { debitMinor, creditMinor }) => sum + (creditMinor ?? 0n) - (debitMinor ?? 0n), 0n);
};
const earned = async (month: string, now: string) => {
  const all = await inProvider(at(now), (ctx) => revenueByMonth(ctx, 6));
  return all.filter((one) => one.month === month).reduce((sum, { minor }) => sum + minor, 0n);
};

test("revenue of each month is what its journal books, by service and cloud; what is open is counted by its age", async () => {
  const company = await billedCompany(t);
  const yen = await billedCompany(t, { currency: "JPY" });
  await company.subscribe("30.00", "2026-10-31T23:00:00Z");
  await company.limit({ limit: "10", overRate: "0.5", period: "day" }, "2026-11-01T00:00:00Z");
  await yen.subscribe("500", "2026-10-31T23:00:00Z");
  await company.use("14", "2026-11-10T12:00:00Z");
  expect((await overviewAt("2026-11-20T00:00:00Z")).needs.behind).toEqual({ n: 0, more: false });
  const behind = await overviewAt("2026-12-01T00:00:00Z");
  expect([behind.needs.behind, behind.ageing]).toEqual([{ n: 2, more: false }, []]);
  await company.monthEnd("2026-12-01T09:00:00Z");
  await yen.monthEnd("2026-12-01T09:00:00Z");
  await company.use("11", "2026-12-03T12:00:00Z");

  for (const now of ["2026-12-05T00:00:00Z", "2026-12-05T00:00:01Z", "2027-02-05T00:00:00Z"])
    for (const month of ["2026-10", "2026-11", "2026-12", "2027-01"])
      expect({ now, month, earned: await earned(month, now) }).toEqual({
        now,
        month,
        earned: await booked(month, now),
      });
  const { revenue, needs, ageing } = await overviewAt("2026-12-05T00:00:00Z");
  expect(needs.behind.n).toBe(0);
  expect(revenue.sort((a, b) => (a.minor < b.minor ? -1 : 1))).toMatchObject([
    { month: "2026-12", kind: "use", cloudId: "cld_a", currency: "EUR", minor: 50n },
    { month: "2026-11", kind: "use", cloudId: "cld_a", currency: "EUR", minor: 200n },
    { month: "2026-12", kind: "fee", cloudId: null, currency: "JPY", minor: 500n },
    { month: "2026-12", kind: "fee", cloudId: null, serviceId: "svc_node", currency: "EUR", minor: 3000n },
  ]);
  expect(ageing).toEqual([
    { currency: "EUR", buckets: [{ minor: 3200n, statements: 1 }, ...none(4)] },
    { currency: "JPY", buckets: [{ minor: 500n, statements: 1 }, ...none(4)] },
  ]);

  // Due on 15 December at 09:00.
  const bucketAt = async (when: string) =>
    (await overviewAt(when)).ageing[0]?.buckets.findIndex(({ statements }) => statements > 0);
  for (const [when, bucket] of [
    ["2026-12-15T09:00:00Z", 0],
    ["2026-12-15T09:00:01Z", 1],
    ["2027-01-14T09:00:00Z", 1],
    ["2027-01-14T09:00:01Z", 2],
    ["2027-03-15T09:00:00Z", 3],
    ["2027-03-15T09:00:01Z", 4],
  ] as const)
    expect([when, await bucketAt(when)]).toEqual([when, bucket]);
  await company.pay("31.00", "2026-12-16T12:00:00Z");
  const paid = await overviewAt("2026-12-17T00:00:00Z");
  expect([paid.needs.overdue.n, paid.ageing[0]?.buckets[1]]).toEqual([2, { minor: 100n, statements: 1 }]);
});

const none = (n: number) => Array.from({ length: n }, () => ({ minor: 0n, statements: 0 }));
