import { sql } from "drizzle-orm";
import postgres from "postgres";
import { afterAll, beforeAll, expect, test } from "vitest";
import { type Database, openDatabase, type Tx } from "./index";
import { makeTestDatabase } from "./testing";

// patches/postgres@3.4.9.patch: what the driver does with a connection that the server ends.

let t: Awaited<ReturnType<typeof makeTestDatabase>>;
let admin: postgres.Sql;
beforeAll(async () => {
  t = await makeTestDatabase();
  admin = postgres(process.env.SPILLWAY_TEST_SUPERUSER_URL ?? "", { max: 1, onnotice: () => {} });
});
afterAll(async () => {
  await admin.end();
  await t.drop();
});

/** Ends every backend of the test's database, as a restart of the server does. */
const endBackends = () =>
  admin`select pg_terminate_backend(pid) from pg_stat_activity where datname = ${new URL(t.url).pathname.slice(1)}`;

const number = async (tx: Tx, n: number) => {
  const rows = await tx.execute<{ n: number }>(sql`select ${n}::int as n`);
  return rows[0]?.n;
};

/** One transaction of two statements; answers the number that it was given. */
const ask = (db: Database, n: number): Promise<number | undefined> => {
  const work = async (tx: Tx) => {
    await number(tx, n);
    return number(tx, n);
  };
  return n % 2 === 0 ? db.withProvider(work) : db.withCustomer(`cust_${n}`, work);
};

const every = Array.from({ length: 40 }, (_, n) => n);

test("after backends ended under load, at every moment of it, every connection answers again", async () => {
  for (let round = 0; round < 24; round++) {
    const asked = every.map((n) => ask(t.db, n));
    for (let turn = 0; turn < round % 12; turn++) await new Promise((done) => setImmediate(done));
    const [, ...outcomes] = await Promise.all([endBackends(), ...asked.map((one) => one.catch((e: Error) => e))]);
    for (const [n, outcome] of outcomes.entries())
      if (outcome instanceof Error)
        expect(String((outcome.cause as Error | undefined) ?? outcome)).toMatch(/CONNECTION_|ECONN|EPIPE|terminating/);
      else expect(outcome).toBe(n);
    // What was lost is lost; what is asked next is answered, on each connection.
    await Promise.allSettled(every.map((n) => ask(t.db, n)));
    expect(await Promise.all(every.map((n) => ask(t.db, n)))).toEqual(every);
  }
});

test("what a transaction sends after its connection ended is refused, and reaches no other transaction", async () => {
  const one = openDatabase(t.url, { connections: 1 });
  await one.withCustomer("cust_a", (tx) => number(tx, 1));
  let goOn = () => {};
  const ended = new Promise<void>((resolve) => {
    goOn = resolve;
  });
  let begun = () => {};
  const started = new Promise<void>((resolve) => {
    begun = resolve;
  });
  const late: unknown[] = [];
  const first = one.withCustomer("cust_a", async (tx) => {
    await number(tx, 1);
    begun();
    await ended;
    late.push(await number(tx, 2).catch((error: Error) => error));
  });
  await started;
  await endBackends();
  await expect(first).rejects.toThrow(/CONNECTION_/);
  const customerOf = async (tx: Tx) =>
    (await tx.execute<{ id: string }>(sql`select current_setting('spillway.customer_id') as id`))[0]?.id;
  const second = one.withCustomer("cust_b", async (tx) => {
    const before = await customerOf(tx);
    goOn();
    await new Promise((done) => setImmediate(done));
    return [before, await customerOf(tx)];
  });
  expect(await second).toEqual(["cust_b", "cust_b"]);
  expect(late).toHaveLength(1);
  expect(String((late[0] as Error).cause ?? late[0])).toMatch(/CONNECTION_/);
  await one.end();
});
