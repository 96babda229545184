import { eq, sql } from "drizzle-orm";
import { afterEach, beforeEach, expect, test } from "vitest";
import { auditEntries, standings } from "@/db/schema";
import { recordUsage } from "../usage/record/record-usage";
import { settleUsage } from "../usage/rollups/settle-usage";
import { job, usageWorld, use } from "../usage/testing";
import { checkSomeStandings, checkStandings } from "./check-standings";
import { evaluateDirtyStandings } from "./evaluate";
import { reconcile } from "./reconcile";

let t: Awaited<ReturnType<typeof usageWorld>>;
beforeEach(async () => {
  t = await usageWorld();
  await t.limit({ meter: "units", limit: "5" });
  await t.limit({ meter: "requests", limit: "100", period: "month" });
  const records = [
    use({ quantity: "6" }),
    use({ quantity: "2", subject: "mach_b", at: new Date("2026-11-20T09:20:00Z") }),
    use({ meter: "requests", quantity: "12.5", at: new Date("2026-11-03T09:20:00Z") }),
  ];
  await recordUsage(job(), { sourceKind: "program", customerId: "cust_acme", records });
  await settleUsage(job());
  await evaluateDirtyStandings(job());
});
afterEach(() => t.drop());

const stored = () => t.db.withProvider((tx) => tx.select().from(standings).orderBy(standings.id));

test("judged standings are what their use says", async () => {
  expect(await checkStandings(job(), null)).toEqual({ checked: 3, differences: [] });
  expect(await checkStandings(job(), "cust_other")).toEqual({ checked: 0, differences: [] });
});

test("one that differs is reported, written down, and judged again", async () => {
  const [first] = await stored();
  await t.db.withProvider((tx) =>
    tx
      .update(standings)
      .set({ figures: sql`jsonb_set(${standings.figures}, '{aggregate}', '"7"')` })
      .where(eq(standings.id, first?.id ?? "")),
  );
  const { checked, differences } = await checkSomeStandings(job());
  expect(checked).toBe(3);
  expect(differences).toMatchObject([{ id: first?.id, stored: { aggregate: "7" } }]);
  await evaluateDirtyStandings(job());
  expect((await checkStandings(job(), null)).differences).toEqual([]);
  const audited = await t.db.withProvider((tx) =>
    tx.select().from(auditEntries).where(eq(auditEntries.action, "standing.differed")),
  );
  expect(audited).toHaveLength(1);
});

test("a rollup that is wrong is found by the ticks, and fails the job with what to do", async () => {
  await t.db.withProvider((tx) => tx.execute(sql`update usage_hours set last_15 = last_15 + 1 where last_15 > 0`));
  await t.db.withProvider((tx) => tx.update(standings).set({ dirty: true }));
  await evaluateDirtyStandings(job());
  expect(await reconcile(job())).toMatchObject({
    failures: [expect.stringMatching(/standingCheck: \d of \d standings differed/)],
  });
});

test("what is dirty, or closed since it was judged, waits for its judgment", async () => {
  await t.db.withProvider((tx) => tx.update(standings).set({ dirty: true }));
  expect(await checkStandings(job(), null)).toMatchObject({ checked: 0 });
});
