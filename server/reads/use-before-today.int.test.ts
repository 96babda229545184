import { afterAll, beforeAll, expect, test } from "vitest";
import { inCustomer, newRequest } from "../context";
import { recordUsage } from "../usage/record/record-usage";
import { job, now, usageWorld, use } from "../usage/testing";
import { useBeforeToday } from "./use-before-today";

let t: Awaited<ReturnType<typeof usageWorld>>;
const asked = (asking: string) =>
  inCustomer(
    newRequest({ kind: "customer", id: "user_1", label: "A user", role: "billing", customerId: asking }, now),
    asking,
    (ctx) => useBeforeToday(ctx, "cust_acme"),
  );

beforeAll(async () => {
  t = await usageWorld();
  await t.limit({ meter: "units", limit: "8", period: "month" });
  await t.limit({ meter: "storage", limit: "100", period: "hour" });
  const reported = [
    ["mach_a", "4", "2026-11-19T12:00:00Z"],
    ["mach_a", "5.5", "2026-11-19T22:50:00Z"],
    ["mach_over", "1", "2026-11-19T22:50:00Z"],
    // 00:20 of today in Berlin.
    ["mach_a", "9", "2026-11-19T23:20:00Z"],
  ] as const;
  await recordUsage(job(), {
    sourceKind: "program",
    customerId: "cust_acme",
    records: reported.map(([subject, quantity, at]) => use({ subject, quantity, at: new Date(at) })),
  });
});
afterAll(() => t.drop());

test("what each cloud had used when the customer's day began is its last value of the day before, without overflow", async () => {
  expect(Object.values(await asked("cust_acme"))).toEqual([{ cld_a: "5.5", cld_b: "0" }]);
});

test("another company finds nothing of it", async () => {
  expect(await asked("cust_other")).toEqual({});
});
