import { sql } from "drizzle-orm";
import { afterAll, beforeAll, expect, test } from "vitest";
import { usageWorld } from "../usage/testing";
import { billedCompany } from "../workflow/testing/billed-company";
import { chargeById, listCharges } from "./list-charges";

let t: Awaited<ReturnType<typeof usageWorld>>;
beforeAll(async () => {
  t = await usageWorld();
  await t.db.withProvider((tx) => tx.execute(sql`delete from subscriptions`));
});
afterAll(() => t.drop());

test("charges are listed page by page with their statement, and add up to what statements bill for use", async () => {
  const [company, other] = [await billedCompany(t), await billedCompany(t)];
  for (const { limit, use } of [company, other]) {
    await limit({ limit: "10", overRate: "0.50", period: "day" }, "2026-11-01T00:00:00Z");
    for (const day of ["05", "06", "07"]) await use("14", `2026-11-${day}T10:00:00Z`);
  }
  await company.monthEnd("2026-12-01T09:00:00Z");
  await company.use("12", "2026-12-02T10:00:00Z");
  const { customerId } = company;
  const page = (cursor: string | null) =>
    company.at("2026-12-03T09:00:00Z", (ctx) => listCharges(ctx, { customerId, cursor, limit: 3 }));
  const first = await page(null);
  const rest = await page(first.nextCursor);
  const rows = [...first.rows, ...rest.rows];
  expect(rest.nextCursor).toBeNull();
  expect(rows.map(({ number, amountMinor }) => [number, amountMinor])).toEqual([
    [null, 100n],
    ["2026-000001", 200n],
    ["2026-000001", 200n],
    ["2026-000001", 200n],
  ]);
  const [issued] = await company.statements("2026-12-03T09:00:00Z");
  expect(issued?.use).toEqual(["4 for 2.00", "4 for 2.00", "4 for 2.00"]);
  for (const row of rows) {
    const find = (of: string) =>
      company.at("2026-12-03T09:00:00Z", (ctx) => chargeById(ctx, { customerId: of, id: row.id }));
    expect(await find(customerId)).toMatchObject({ id: row.id, number: row.number });
    await expect(find(other.customerId)).rejects.toThrow("There is no charge");
  }
});
