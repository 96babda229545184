import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { type Database, openDatabase } from "@/db";
import { inProvider } from "../../context";
import type { UsageInput } from "../input";
import { usageStore } from "../store/usage-store";
import { job, keyRequest, machineRequest, usageWorld, use } from "../testing";
import { GroupCommit } from "./group-commit";
import { recordBatch } from "./record-batch";
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
  }, 1);
  return { groups, open, transactions: () => transactions };
}
const sent = (groups: GroupCommit, records: UsageInput[], label = "key_1") =>
  recordUsage(keyRequest("cust_acme", label), {
    ...{ sourceKind: "program", customerId: "cust_acme", records },
    write: (customerId, part) => groups.record(customerId, part),
  });
const sender = { sourceKind: "program" as const, machineId: null, mayNameCustomer: false, unentitled: null };
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
  const gone = openDatabase("postgres://nobody@127.0.0.1:1/none");
  const { spillwayDatabase } = globalThis as { spillwayDatabase?: Database };
  Object.assign(globalThis, { spillwayDatabase: gone });
  try {
    const { groups, open, transactions } = gathering();
    const answers = Array.from({ length: 5 }, () => sent(groups, [use()]));
    await new Promise((turn) => setImmediate(turn));
    open();
    const settled = await Promise.allSettled(answers);
    expect(settled.map(({ status }) => status)).toEqual(Array(5).fill("rejected"));
    expect(transactions()).toBeLessThanOrEqual(2);
  } finally {
    Object.assign(globalThis, { spillwayDatabase });
    await gone.end();
  }
});

describe("requests of several customers", () => {
  const sentBy = (groups: GroupCommit, customerId: string, records: UsageInput[]) =>
    recordUsage(keyRequest(customerId, `key of ${customerId}`), {
      ...{ sourceKind: "program", customerId, records },
      write: (id, part) => groups.record(id, part),
    });
  /** What stands in the database of these records, by customer. */
  const storedOf = (source: string) => t.db.providerSql<{ customer: string; records: number; ticks: string }[]>`
    select r.customer_id as customer, count(*)::int as records, sum(r.quantity)::text as quantity,
           (select count(*)::int from usage_batches b where b.customer_id = r.customer_id and b.actor = 'key of ' || r.customer_id) as receipts
      from usage_records r where r.source = ${source} group by 1 order by 1`;

  test("are one transaction: each has its own records, machines, authority and receipt", async () => {
    const { groups, open, transactions } = gathering();
    const one = { source: "shared", id: "the same identity", meter: "requests", cloud: "cloud-a" };
    const answers = [
      sentBy(groups, "cust_acme", [use()]),
      sentBy(groups, "cust_acme", [use({ ...one, quantity: "2" })]),
      sentBy(groups, "cust_other", [use({ ...one, subject: "mach_foreign", quantity: "3" })]),
      // A machine of another company is no machine.
      sentBy(groups, "cust_other", [use({ ...one, id: "foreign", subject: "mach_a" })]),
      sentBy(groups, "cust_other", [use({ ...one, subject: "mach_foreign", quantity: "4" })]),
    ];
    await new Promise((turn) => setImmediate(turn));
    open();
    const [, own, other, foreign, again] = await Promise.all(answers);
    expect(transactions()).toBe(2);
    expect(own).toMatchObject({ accepted: 1, fates: { counted: 1 } });
    expect(other).toMatchObject({ accepted: 1, fates: { counted: 1 } });
    expect(foreign).toMatchObject({ accepted: 1, fates: { unknown_machine: 1 } });
    expect(again).toMatchObject({ conflicts: 1 });
    expect(await storedOf("shared")).toMatchObject([
      { customer: "cust_acme", records: 1, quantity: "2" },
      { customer: "cust_other", records: 3, quantity: "8", receipts: 3 },
    ]);
    const ticks = await t.db.providerSql`
      select customer_id, sum(sum)::text as sum from usage_ticks where meter = 'requests' and cloud_id = 'cld_a' group by 1 order by 1`;
    expect(ticks).toMatchObject([
      { customer_id: "cust_acme", sum: "2" },
      { customer_id: "cust_other", sum: "3" },
    ]);
  });

  test("one whose use is held waits by itself; the others are answered meanwhile", async () => {
    const { groups, open } = gathering();
    open();
    let held = () => {};
    const release = new Promise<void>((resolve) => {
      held = resolve;
    });
    const holding = new Promise<void>((isHeld) => {
      void inProvider(job(), async (ctx) => {
        await usageStore.holdUse(ctx, { customerId: "cust_acme" });
        isHeld();
        await release;
      });
    });
    await holding;
    let answered = false;
    const waiting = sentBy(groups, "cust_acme", [use({ source: "held" })]).then((answer) => {
      answered = true;
      return answer;
    });
    const others = Array.from({ length: 8 }, () =>
      sentBy(groups, "cust_other", [use({ source: "held", subject: "mach_foreign" })]),
    );
    for (const answer of await Promise.all(others)) expect(answer).toMatchObject({ accepted: 1 });
    expect(answered).toBe(false);
    held();
    expect(await waiting).toMatchObject({ accepted: 1 });
    expect(await storedOf("held")).toMatchObject([{ records: 1 }, { records: 8 }]);
  });

  test("one whose rows another transaction has locked delays the others by a moment alone", async () => {
    const identity = { source: "locked", id: "in work elsewhere" };
    const { groups, open } = gathering();
    const { same } = await inProvider(job(), async (ctx) => {
      await recordBatch(ctx, { customerId: "cust_acme", sender, records: [use(identity)], unreadable: 0 });
      const other = () => sentBy(groups, "cust_other", [use({ source: "locked", subject: "mach_foreign" })]);
      const [before, same, after] = [other(), sentBy(groups, "cust_acme", [use(identity)]), other()];
      await new Promise((turn) => setImmediate(turn));
      open();
      for (const answer of [before, after]) expect(await answer).toMatchObject({ accepted: 1 });
      // Not awaited here: it waits for this transaction.
      return { same };
    });
    expect(await same).toMatchObject({ accepted: 0, duplicates: 1 });
    expect(await storedOf("locked")).toMatchObject([{ records: 1 }, { records: 2 }]);
  });

  test("sent to two processes at once, in any order: each record is there once", async () => {
    const [here, there] = [gathering(), gathering()];
    const records = Array.from({ length: 30 }, (_, n) => {
      const customerId = n % 2 === 0 ? "cust_acme" : "cust_other";
      const subject = n % 2 === 0 ? "mach_a" : "mach_foreign";
      return { customerId, record: use({ source: "twofold", id: `t${n}`, subject }) };
    });
    const send = (groups: GroupCommit) => (one: (typeof records)[number]) =>
      sentBy(groups, one.customerId, [one.record]);
    const answers = [...records.map(send(here.groups)), ...records.toReversed().map(send(there.groups))];
    for (const { open } of [here, there]) open();
    const outcomes = await Promise.all(answers);
    expect(outcomes.reduce((sum, { accepted }) => sum + accepted, 0)).toBe(30);
    expect(outcomes.reduce((sum, { duplicates }) => sum + duplicates, 0)).toBe(30);
    expect(await storedOf("twofold")).toMatchObject([{ records: 15 }, { records: 15 }]);
  });

  test("one that cannot be stored fails by itself; none of the others is lost", async () => {
    const { groups, open } = gathering();
    const other = () => sentBy(groups, "cust_other", [use({ source: "faulty", subject: "mach_foreign" })]);
    const answers = [other(), sentBy(groups, "cust_acme", [use({ source: "nul\u0000" })]), other(), other()];
    await new Promise((turn) => setImmediate(turn));
    open();
    const settled = await Promise.allSettled(answers);
    expect(settled.map(({ status }) => status)).toEqual(["fulfilled", "rejected", "fulfilled", "fulfilled"]);
    expect(await storedOf("faulty")).toMatchObject([{ customer: "cust_other", records: 3 }]);
  });
});
