import { count, sql } from "drizzle-orm";
import { afterAll, beforeAll, expect, test } from "vitest";
import { customers } from "@/db/schema";
import { makeTestDatabase } from "@/db/testing";
import { inCustomer, inProvider, jobRequest, type Request } from "./context";
import { newId } from "./ids";
import { withSnapshot } from "./snapshot";

let t: Awaited<ReturnType<typeof makeTestDatabase>>;
beforeAll(async () => {
  t = await makeTestDatabase();
});
afterAll(() => t.drop());

const request: Request = jobRequest("test");
const add = (id: string) =>
  t.db.withProvider((tx) =>
    tx.insert(customers).values({
      id,
      identifier: id,
      name: id,
      state: "active",
      currency: "EUR",
      timeZone: "UTC",
      creditLimitMinor: 0n,
      createdAt: request.now,
    }),
  );
const customersSeen = (asked: Request) =>
  inProvider(asked, async (ctx) => (await ctx.tx.select({ n: count() }).from(customers))[0]?.n ?? 0);
const backend = (asked: Request) =>
  inProvider(
    asked,
    async (ctx) => (await ctx.tx.execute<{ pid: number }>(sql`select pg_backend_pid() as pid`))[0]?.pid,
  );

test("reads of one snapshot see one state and hold one connection", async () => {
  const before = await customersSeen(request);
  const seen = await withSnapshot(async (snapshot) => {
    const first = await customersSeen({ ...request, snapshot });
    await add(newId("customer", request.now));
    const [second, pid, again] = await Promise.all([
      customersSeen({ ...request, snapshot }),
      backend({ ...request, snapshot }),
      backend({ ...request, snapshot }),
    ]);
    return { first, second, sameConnection: pid === again };
  });
  expect(seen).toEqual({ first: before, second: before, sameConnection: true });
  expect(await customersSeen(request)).toBe(before + 1);
});

test("a customer's reads stay behind row-level security", async () => {
  const [mine, other] = [newId("customer", request.now), newId("customer", request.now)];
  await add(mine);
  await add(other);
  const rows = await withSnapshot((snapshot) =>
    inCustomer({ ...request, snapshot }, mine, (ctx) => ctx.tx.select({ id: customers.id }).from(customers)),
  );
  expect(rows).toEqual([{ id: mine }]);
});

test("a write is refused, a failure ends all, and nothing is read after the end", async () => {
  const write = withSnapshot((snapshot) =>
    inProvider({ ...request, snapshot }, (ctx) => ctx.tx.update(customers).set({ name: "x" })),
  );
  await expect(write).rejects.toMatchObject({ cause: { code: "25006" } });
  let late: Request = request;
  const failed = withSnapshot(async (snapshot) => {
    late = { ...request, snapshot };
    await Promise.all([
      inProvider(late, (ctx) => ctx.tx.execute(sql`select 1 / 0`)),
      inProvider(late, (ctx) => ctx.tx.execute(sql`select pg_sleep(0.05)`)),
    ]);
  });
  await expect(failed).rejects.toMatchObject({ cause: { code: "22012" } });
  await expect(customersSeen(late)).rejects.toThrow("has ended");
  expect(await customersSeen(request)).toBeGreaterThan(0);
});
