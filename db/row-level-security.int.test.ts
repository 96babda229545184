import { sql } from "drizzle-orm";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import type { Tx } from "./index";
import { customers } from "./schema";
import { makeTestDatabase } from "./testing";

let t: Awaited<ReturnType<typeof makeTestDatabase>>;
beforeAll(async () => {
  t = await makeTestDatabase();
});
afterAll(() => t.drop());

const company = (id: string) => ({
  id,
  name: id,
  identifier: id,
  state: "active" as const,
  currency: "EUR",
  timeZone: "Europe/Berlin",
  creditLimitMinor: 0n,
  createdAt: new Date("2026-11-01T00:00:00Z"),
});

describe("tenancy in the database", () => {
  test("every table with customer_id has row-level security, FORCE, and a policy for each run-time role", async () => {
    const faults = await t.db.providerSql`
      select c.relname from pg_class c
        join pg_namespace n on n.oid = c.relnamespace and n.nspname = 'public'
       where c.relkind in ('r', 'p')
         and exists (select from pg_attribute a where a.attrelid = c.oid and a.attname = 'customer_id' and not a.attisdropped)
         and (not c.relrowsecurity or not c.relforcerowsecurity
              or (select count(distinct p.polroles) from pg_policy p where p.polrelid = c.oid) < 2)`;
    expect(faults.map((row) => row.relname)).toEqual([]);
    const [counted] = await t.db.providerSql`select count(*)::int as n from pg_policy`;
    expect(counted?.n).toBeGreaterThan(60);
  });

  test("no run-time role can bypass it", async () => {
    const [role] = await t.db.providerSql`
      select rolsuper or rolbypassrls as bypass, pg_has_role(session_user, 'spillway_owner', 'member') as owner
        from pg_roles where rolname = session_user`;
    expect(role).toEqual({ bypass: false, owner: false });
  });

  test("a customer sees own rows alone, and cannot write another's", async () => {
    await t.db.withProvider((tx) => tx.insert(customers).values([company("cust_a"), company("cust_b")]));
    const seen = await t.db.withCustomer("cust_a", (tx) => tx.select({ id: customers.id }).from(customers));
    expect(seen).toEqual([{ id: "cust_a" }]);
    await expect(t.db.withCustomer("cust_a", (tx) => tx.insert(customers).values(company("cust_c")))).rejects.toThrow();
    const without = await t.db.customerSql`select id from customers`;
    expect(without).toHaveLength(0);
  });

  test("a transaction of several customers sees one of them at a time, and no other", async () => {
    const batchOf = (customer: string) => sql`
      insert into usage_batches values (${`ubat_${customer}`}, ${customer}, 'program', 'key', 1, 1, 0, 0, 0, '{}', '2026-11-01Z')`;
    const key = (customer: string) =>
      sql`insert into usage_keys values (${customer}, gen_random_uuid(), gen_random_uuid(), '2026-11-01Z')`;
    const refused = (work: (tx: Tx) => Promise<unknown>) =>
      expect(t.db.withCustomers(["cust_a", "cust_b"], work)).rejects.toMatchObject({ cause: { code: "42501" } });
    await t.db.withProvider((tx) => tx.insert(customers).values([company("cust_d")]));
    await t.db.withCustomers(["cust_a", "cust_b"], async (tx) => {
      const seen = () => tx.select({ id: customers.id }).from(customers);
      expect(await seen()).toEqual([]);
      for (const id of ["cust_b", "cust_a"]) {
        await tx.execute(sql`select for_customer(${id})`);
        expect(await seen()).toEqual([{ id }]);
        await tx.execute(key(id));
      }
      // Receipts are added for all of them at once; what is there of the others is not seen.
      for (const id of ["cust_a", "cust_b"]) await tx.execute(batchOf(id));
      expect(await tx.execute(sql`select customer_id from usage_batches`)).toEqual([{ customer_id: "cust_a" }]);
    });
    await refused((tx) => tx.execute(sql`select for_customer('cust_d')`));
    await refused((tx) => tx.execute(batchOf("cust_d")));
    await refused(async (tx) => {
      await tx.execute(sql`select for_customer('cust_a')`);
      await tx.execute(key("cust_b"));
    });
    // One customer's transaction goes on for nobody else, also on a connection that was of several before.
    for (let n = 0; n < 20; n++)
      await expect(
        t.db.withCustomer("cust_a", (tx) => tx.execute(sql`select for_customer('cust_b')`)),
      ).rejects.toMatchObject({ cause: { code: "42501" } });
  });

  test("ledger postings that do not balance are refused when the transaction ends", async () => {
    const post = (amounts: number[]) =>
      t.db.withProvider(async (tx) => {
        const entry = `lent_${amounts.join("_")}`;
        await tx.execute(
          sql`insert into ledger_accounts values ('cust_a', ${`lacc_${entry}`}, 'revenue', ${amounts.join(",")}, '2026-11-01Z', 0)`,
        );
        await tx.execute(
          sql`insert into ledger_entries values ('cust_a', ${entry}, 'test', ${entry}, 'test', '2026-11-01Z')`,
        );
        for (const [n, amount] of amounts.entries())
          await tx.execute(
            sql`insert into ledger_postings values ('cust_a', ${`${entry}_${n}`}, ${entry}, ${`lacc_${entry}`}, ${amount}, 'EUR')`,
          );
      });
    await expect(post([100, -99])).rejects.toThrow(/does not balance/);
    await post([100, -100]);
  });
});
