import { and, eq, sum } from "drizzle-orm";
import { afterAll, beforeAll, expect, test } from "vitest";
import { charges } from "@/db/schema";
import { recordUsage } from "../usage/record/record-usage";
import { job, usageWorld, use } from "../usage/testing";
import { evaluateDirtyStandings } from "../workflow/evaluate";

let t: Awaited<ReturnType<typeof usageWorld>>;
beforeAll(async () => {
  t = await usageWorld();
  const terms = { limit: "10", period: "month", overRate: "0.004", overflowPolicy: "off" } as const;
  await t.limit({ ...terms, meter: "requests" });
  await t.limit({ ...terms, meter: "support-events" });
});
afterAll(() => t.drop());

const record = async (meter: string, quantity: string) => {
  await recordUsage(job(), { sourceKind: "program", customerId: "cust_acme", records: [use({ meter, quantity })] });
  await evaluateDirtyStandings(job());
};
const charged = (meter: string) =>
  t.db.withProvider(async (tx) => {
    const [row] = await tx
      .select({ minor: sum(charges.amountMinor), quantity: sum(charges.quantity) })
      .from(charges)
      .where(and(eq(charges.customerId, "cust_acme"), eq(charges.meter, meter)));
    return row;
  });

test("40 units above the limit cost the same one by one, each judged, as at once", async () => {
  await record("support-events", "50");
  expect(await charged("support-events")).toEqual({ minor: "16", quantity: "40" });

  await record("requests", "10");
  for (let n = 0; n < 40; n++) await record("requests", "1");
  expect(await charged("requests")).toEqual({ minor: "16", quantity: "40" });
});
