import postgres from "postgres";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { makeTestDatabase } from "./testing";

let t: Awaited<ReturnType<typeof makeTestDatabase>>;
/** The application's login, as an attacker who runs their own SQL in a customer's transaction would have it. */
let login: postgres.Sql;
beforeAll(async () => {
  t = await makeTestDatabase();
  login = postgres(t.url, { max: 1, onnotice: () => {} });
  for (const id of ["cust_a", "cust_b"])
    await t.db.providerSql`
      insert into customers (id, name, identifier, state, currency, time_zone, credit_limit_minor, created_at)
      values (${id}, ${id}, ${id}, 'active', 'EUR', 'UTC', 0, '2026-11-01Z')`;
  await t.db.providerSql`
    insert into audit_entries (id, customer_id, actor_kind, actor_id, actor_label, action, subject_kind, subject_id, detail, at, request_id)
    values ('aud_a', 'cust_a', 'job', 'test', 'test', 'customer.added', 'customer', 'cust_a', '{}', '2026-11-01Z', 'req_1')`;
});
afterAll(async () => {
  await login.end();
  await t.drop();
});

/** Runs one statement as the role of customers, with customer A set; nothing of it stays. */
async function asCustomerA(statement: string): Promise<postgres.RowList<postgres.Row[]> | string> {
  const undone = new Error("undone");
  let rows: postgres.RowList<postgres.Row[]> | undefined;
  try {
    await login.begin(async (sql) => {
      await sql`set local role spillway_customer`;
      await sql`select set_config('spillway.customer_id', 'cust_a', true)`;
      rows = await sql.unsafe(statement);
      throw undone;
    });
  } catch (error) {
    if (error !== undone) return (error as Error).message;
  }
  if (!rows) throw new Error("Nothing was run.");
  return rows;
}

describe("SQL of one's own in a customer's role", () => {
  test("the money, and what was agreed, cannot be written: not one's own either", async () => {
    for (const table of [
      "charges",
      "statements",
      "statement_lines",
      "statement_fees",
      "customer_taxes",
      "ledgers",
      "payments",
      "settlements",
      "dunning_steps",
      "payment_promises",
      "ledger_accounts",
      "ledger_entries",
      "ledger_postings",
      "billing_events",
      "subscriptions",
      "subscription_parameters",
      "limit_terms",
      "resource_reservations",
      "overflow_steps",
      "usage_imports",
      "usage_import_rows",
      "usage_uploads",
      "usage_upload_pieces",
    ])
      for (const statement of [
        `delete from ${table}`,
        `update ${table} set customer_id = customer_id`,
        `insert into ${table} (customer_id) values ('cust_a')`,
      ])
        expect(`${statement}: ${await asCustomerA(statement)}`).toBe(
          `${statement}: permission denied for table ${table}`,
        );
  });

  test("neither credit limit, state nor currency of one's own company can be changed, its identifier can", async () => {
    for (const change of ["credit_limit_minor = 99", "state = 'active'", "currency = 'USD'", "id = 'cust_c'"])
      expect(await asCustomerA(`update customers set ${change} where id = 'cust_a'`)).toMatch(/permission denied/);
    expect(await asCustomerA("delete from customers")).toMatch(/permission denied/);
    expect(await asCustomerA("update customers set identifier = 'mine' where id = 'cust_a' returning id")).toHaveLength(
      1,
    );
    expect(await asCustomerA("select id from customers where id = 'cust_a' for no key update")).toHaveLength(1);
  });

  test("an overflow can be answered and no more", async () => {
    expect(await asCustomerA("update overflows set state = 'resource_identified'")).toMatch(/permission denied/);
    expect(await asCustomerA("update overflows set estimate_minor = 0")).toMatch(/permission denied/);
    expect(await asCustomerA("update overflows set answer = 'yes'")).toHaveLength(0);
  });

  test("the audit log is added to and never changed, by the provider's role neither", async () => {
    for (const statement of [
      "update audit_entries set action = 'x'",
      "delete from audit_entries",
      "truncate audit_entries",
    ]) {
      expect(await asCustomerA(statement)).toMatch(/permission denied/);
      await expect(t.db.providerSql.unsafe(statement)).rejects.toThrow(/permission denied/);
    }
    expect(await asCustomerA("select id from audit_entries")).toEqual([{ id: "aud_a" }]);
  });

  test("records of use cannot be changed or taken away, nor a partition be reached round its parent", async () => {
    for (const table of ["usage_keys", "usage_records", "usage_batches"]) {
      expect(await asCustomerA(`delete from ${table}`)).toMatch(/permission denied/);
      expect(await asCustomerA(`update ${table} set received_at = received_at`)).toMatch(/permission denied/);
    }
    const partitions = await t.db.providerSql`select relname from pg_class where relispartition and relkind = 'r'`;
    expect(partitions.length).toBeGreaterThan(7);
    for (const { relname } of partitions)
      expect(await asCustomerA(`select 1 from ${relname}`)).toBe(`permission denied for table ${relname}`);
  });

  test("no other company's machine is resolved, and no partition made for a time that no use has", async () => {
    const functions = await t.db.providerSql`select 1 from pg_proc where proname = 'resolve_machine'`;
    expect(functions).toHaveLength(0);
    for (const at of ["1999-12-31T23:00:00Z", "2100-01-01T00:00:00Z"])
      expect(await asCustomerA(`select ensure_usage_month('${at}')`)).toContain("No use has the time");
  });

  test("no table of another customer is seen or written, whichever it is", async () => {
    const tables = await t.db.providerSql<{ name: string }[]>`
      select c.relname as name from pg_class c
       where c.relnamespace = 'public'::regnamespace and c.relkind in ('r', 'p') and not c.relispartition
         and exists (select from pg_attribute a where a.attrelid = c.oid and a.attname = 'customer_id' and not a.attisdropped)`;
    expect(tables.length).toBeGreaterThan(30);
    for (const { name } of tables) {
      expect(`${name}: ${(await asCustomerA(`select 1 from ${name} where customer_id = 'cust_b'`)).length}`).toBe(
        `${name}: 0`,
      );
      expect(await asCustomerA(`insert into ${name} (customer_id) values ('cust_b')`), name).toMatch(
        /row-level security|permission denied|null value in column|no partition of relation/,
      );
    }
  });

  test("what is nobody's customer's is not there: people, keys, clouds' secrets, sign-in tokens", async () => {
    for (const table of [
      "users",
      "staff_members",
      "sign_in_tokens",
      "oidc_identities",
      "signing_keys",
      "artefact_pieces",
      "cloud_connections",
      "discovered_instances",
      "unassigned_usage",
      "cron_runs",
      "job_leases",
      "sweep_positions",
      "worker_processes",
      "web_processes",
    ])
      expect(await asCustomerA(`select 1 from ${table}`)).toBe(`permission denied for table ${table}`);
    for (const table of [
      "plans",
      "services",
      "meters",
      "clouds",
      "cloud_flavors",
      "artefacts",
      "tax_rates",
      "installation",
    ])
      expect(await asCustomerA(`delete from ${table}`)).toBe(`permission denied for table ${table}`);
  });
});
