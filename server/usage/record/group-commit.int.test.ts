import { afterAll, beforeAll, expect, test } from "vitest";
import type { UsageInput } from "../input";
import { keyRequest, machineRequest, now, usageWorld, use } from "../testing";
import { GroupCommit } from "./group-commit";
import { recordUsage } from "./record-usage";

let t: Awaited<ReturnType<typeof usageWorld>>;
beforeAll(async () => {
  t = await usageWorld();
  await t.limit({ meter: "units", period: "month" });
});
afterAll(() => t.drop());

/** A group commit that counts its transactions, and that holds them back until they are released. */
function gathering() {
  let transactions = 0;
  let open = () => {};
  const opened = new Promise<void>((resolve) => {
    open = resolve;
  });
  const groups = new GroupCommit(async (_, work) => {
    transactions += 1;
    await opened;
    return work();
  });
  return { groups, open, transactions: () => transactions };
}
const sent = (groups: GroupCommit, records: UsageInput[], label = "key_1") =>
  recordUsage(keyRequest("cust_acme", label), {
    ...{ sourceKind: "program", customerId: "cust_acme", records },
    write: (customerId, part) => groups.record(customerId, part),
  });
const counted = async () => {
  const [row] = await t.db.providerSql`
    select (select count(*)::int from usage_records) as records, (select count(*)::int from usage_batches) as receipts,
           (select coalesce(sum(records), 0)::int from usage_ticks) as ticks,
           (select count(*)::int from audit_entries where action = 'usage.recorded') as audited`;
  return row as { records: number; receipts: number; ticks: number; audited: number };
};

test("what arrives while a transaction runs is one transaction after it, each request with its own receipt", async () => {
  const before = await counted();
  const { groups, open, transactions } = gathering();
  const answers = Array.from({ length: 40 }, (_, n) => sent(groups, [use({ source: `s${n}` })], `key_${n % 3}`));
  await new Promise((turn) => setImmediate(turn));
  open();
  for (const answer of await Promise.all(answers)) expect(answer).toMatchObject({ accepted: 1, fates: { counted: 1 } });
  // Those that are there when the first gets its turn, and at most one more transaction for the others.
  expect(transactions()).toBeLessThanOrEqual(2);
  const after = await counted();
  for (const name of ["records", "receipts", "ticks", "audited"] as const) expect(after[name] - before[name]).toBe(40);
  const actors = await t.db.providerSql`select distinct actor from usage_batches order by 1`;
  expect(actors.map(({ actor }) => actor)).toEqual(["key_0", "key_1", "key_2"]);
});

test("a request has the outcomes that it would have alone, after those before it", async () => {
  const { groups, open } = gathering();
  const one = use({ id: "twice", source: "together" });
  const answers = [
    sent(groups, [one]),
    sent(groups, [one]),
    sent(groups, [{ ...one, quantity: "2" }]),
    sent(groups, [use({ source: "mach_b" }), use({ meter: "nothing" }), use({ source: "together" })]),
    sent(groups, [{ ...one, quantity: "2" }]),
  ];
  await new Promise((turn) => setImmediate(turn));
  open();
  const [first, again, other, mixed, conflict] = await Promise.all(answers);
  expect(first).toMatchObject({ accepted: 1 });
  expect(again).toMatchObject({ accepted: 0, duplicates: 1 });
  expect(other).toMatchObject({ conflicts: 1, faults: [{ index: 0, code: "conflict" }] });
  expect(mixed).toMatchObject({
    ...{ accepted: 2, rejected: 1, fates: { unknown_meter: 1, counted: 1 } },
    faults: [{ index: 0, code: "forbidden" }],
  });
  expect(conflict).toMatchObject({ conflicts: 1 });
  const conflicts = await t.db.providerSql`
    select count(*)::int as n from usage_records where fate = 'conflict' and event_id = 'twice'`;
  expect(conflicts[0]?.n).toBe(1);
});

test("a machine and a program that report first in one group: the one whose record came first is the authority", async () => {
  const { groups, open } = gathering();
  const own = use({ source: "mach_a", meter: "storage", subject: null });
  const machine = recordUsage(machineRequest("mach_a"), {
    ...{ sourceKind: "agent", customerId: "cust_acme", records: [own] },
    write: (customerId, part) => groups.record(customerId, part),
  });
  const program = sent(groups, [use({ meter: "storage" })]);
  await new Promise((turn) => setImmediate(turn));
  open();
  expect((await machine).fates).toEqual({ counted: 1 });
  expect((await program).fates).toEqual({ shadowed: 1 });
});

test("a request that cannot be stored fails by itself", async () => {
  const { groups, open } = gathering();
  const before = await counted();
  const answers = [sent(groups, [use()]), sent(groups, [use({ source: "nul\u0000" })]), sent(groups, [use()])];
  await new Promise((turn) => setImmediate(turn));
  open();
  const [first, bad, last] = await Promise.allSettled(answers);
  expect([first?.status, bad?.status, last?.status]).toEqual(["fulfilled", "rejected", "fulfilled"]);
  expect((await counted()).records - before.records).toBe(2);
});

test("where the database is away all are told so at once", async () => {
  const away = Object.assign(new Error("gone"), { code: "CONNECTION_CLOSED" });
  let tries = 0;
  const groups = new GroupCommit(async (_, work) => {
    tries += 1;
    return work();
  });
  const part = () => ({
    by: {
      ...keyRequest("cust_acme"),
      now,
      snapshot: { run: () => Promise.reject(away) },
    },
    sender: { sourceKind: "program" as const, machineId: null, mayNameCustomer: false, unentitled: null },
    records: [use()],
    unreadable: 0,
  });
  const answers = await Promise.allSettled(Array.from({ length: 5 }, () => groups.record("cust_acme", part())));
  expect(answers.map(({ status }) => status)).toEqual(Array(5).fill("rejected"));
  expect(tries).toBe(2);
});
