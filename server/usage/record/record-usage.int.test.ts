import { like, sql } from "drizzle-orm";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { auditEntries, standings, unassignedUsage, usageAuthorities, usageBatches, usageRecords } from "@/db/schema";
import { assignUsage, assignWaiting } from "../corrections/assign-usage";
import { listUnassigned, type UnassignedUse } from "../corrections/unassigned-usage";
import { job, keyRequest, machineRequest, now, usageWorld, use } from "../testing";
import { recordUsage } from "./record-usage";

let t: Awaited<ReturnType<typeof usageWorld>>;
beforeAll(async () => {
  t = await usageWorld();
});
afterAll(() => t.drop());

const program = (records: ReturnType<typeof use>[], customerId = "cust_acme", key = "key_1") =>
  recordUsage(keyRequest(customerId, key), { sourceKind: "program", customerId, records });
const agent = (id: string, records: ReturnType<typeof use>[]) =>
  recordUsage(machineRequest(id), { sourceKind: "agent", customerId: "cust_acme", records });
const ticks = (meter: string, customerId = "cust_acme") =>
  t.db.withCustomer(customerId, (tx) =>
    tx.execute<{ tick: Date; cloud: string; machine: string; sum: string; last: string; overflow: boolean }>(
      sql`select to_char(tick, 'HH24:MI') as tick, cloud_id as cloud, machine_id as machine, trim_scale(sum) as sum,
                 trim_scale(last) as last, overflow from usage_ticks where meter = ${meter} order by 1, 2, 3`,
    ),
  );
const records = () => t.db.withProvider((tx) => tx.select().from(usageRecords));

describe("identity", () => {
  test("a replay of everything changes nothing, also with another time and under a rotated key", async () => {
    const sent = [
      use({ meter: "requests", quantity: "5" }),
      use({ meter: "requests", quantity: "7", subject: "SER-B" }),
      use({ meter: "requests", quantity: "2", subject: "i-b" }),
    ];
    expect(await program(sent)).toMatchObject({ accepted: 3, duplicates: 0, fates: { counted: 3 } });
    const before = await ticks("requests");
    expect(before.map(({ machine, sum }) => [machine, sum])).toEqual([
      ["mach_a", "5"],
      ["mach_b", "9"],
    ]);
    const stored = (await records()).length;
    const later = sent.map((record) => ({ ...record, at: new Date("2026-11-20T10:33:00Z") }));
    expect(await program([...sent].reverse(), "cust_acme", "key_2")).toMatchObject({ accepted: 0, duplicates: 3 });
    expect(await program(later)).toMatchObject({ accepted: 0, duplicates: 3, conflicts: 0 });
    expect(await ticks("requests")).toEqual(before);
    expect((await records()).length).toBe(stored);
  });

  test("the same id of another customer or source is another record", async () => {
    const record = use({ meter: "support-events", subject: null, cloud: "cloud-a" });
    expect(await program([record, { ...record, source: "second" }])).toMatchObject({ accepted: 2 });
    expect(await program([record], "cust_other")).toMatchObject({ accepted: 1 });
  });

  test("other content is a conflict: stored once, listed, never counted", async () => {
    const record = use({ meter: "memory", quantity: "3" });
    await program([record]);
    const before = await ticks("memory");
    const other = { ...record, quantity: "4" };
    const answer = await program([other, use({ meter: "processor" })]);
    expect(answer).toMatchObject({ accepted: 1, conflicts: 1 });
    expect(answer.faults).toMatchObject([{ index: 0, id: record.id, status: 409, code: "conflict" }]);
    expect(await program([other])).toMatchObject({ accepted: 0, conflicts: 1 });
    expect(await ticks("memory")).toEqual(before);
    const listed = (await records()).filter(({ fate }) => fate === "conflict");
    expect(listed).toMatchObject([{ eventId: record.id, quantity: "4" }]);
  });

  test("doubles inside one batch count once; contradictions inside it are conflicts", async () => {
    const record = use({ meter: "bandwidth", quantity: "2" });
    const answer = await program([record, { ...record }, { ...record, quantity: "9" }]);
    expect(answer).toMatchObject({ accepted: 1, duplicates: 1, conflicts: 1 });
    expect(await ticks("bandwidth")).toMatchObject([{ sum: "2" }]);
    const again = await program([{ ...record, quantity: "9" }, record]);
    expect(again.outcomes.map(({ kind }) => kind)).toEqual(["conflict", "duplicate"]);
    const elsewhere = { ...record, quantity: "8", at: new Date("2025-03-01T00:00:00Z") };
    expect(await program([record, elsewhere])).toMatchObject({ accepted: 0, duplicates: 1, conflicts: 1 });
  });
});

describe("ticks", () => {
  test("a gauge's value in a tick is its last, whatever the order of arrival", async () => {
    const at = (time: string) => new Date(`2026-11-20T${time}Z`);
    await program([use({ at: at("09:14:00"), quantity: "4" }), use({ at: at("09:02:00"), quantity: "6" })]);
    await program([use({ at: at("09:10:00"), quantity: "9" }), use({ at: at("09:15:00"), quantity: "1" })]);
    const found = (await ticks("units")).filter(({ machine }) => machine === "mach_a");
    expect(found.map(({ tick, last }) => [tick, last])).toEqual([
      ["09:00", "4"],
      ["09:15", "1"],
    ]);
  });

  test("an overflow machine's use carries its flag, and a machine in no cloud is on-premises", async () => {
    await program([
      use({ subject: "mach_over", meter: "storage", quantity: "3.25" }),
      use({ subject: "SER-D", meter: "storage" }),
    ]);
    expect((await ticks("storage")).map(({ cloud, overflow, last }) => [cloud, overflow, last])).toEqual([
      ["cld_b", true, "3.25"],
      ["on-premises", false, "1"],
    ]);
  });
});

describe("fates", () => {
  test("the kind that came first is the authority of its cloud and meter; another kind is shadowed", async () => {
    const one = { meter: "os-instances", quantity: "2", source: "mach_b", subject: "mach_b" };
    expect(await agent("mach_b", [use(one)])).toMatchObject({ fates: { counted: 1 } });
    expect(await program([use({ ...one, source: "program", quantity: "5" })])).toMatchObject({
      fates: { shadowed: 1 },
    });
    expect(await program([use({ ...one, source: "program", cloud: "cloud-a" })])).toMatchObject({
      fates: { counted: 1 },
    });
    const rows = await t.db.withProvider((tx) => tx.select().from(usageAuthorities));
    expect(
      rows
        .filter(({ meter }) => meter === "os-instances")
        .map((row) => [row.cloudId, row.sourceKind])
        .sort(),
    ).toEqual([
      ["cld_a", "program"],
      ["cld_b", "agent"],
    ]);
    const audit = await t.db.withProvider((tx) => tx.select().from(auditEntries));
    expect(
      audit.filter(({ action, detail }) => action === "usage_authority.set" && detail.meter === "os-instances"),
    ).toHaveLength(2);
    expect((await ticks("os-instances")).map(({ last }) => last)).toEqual(["2", "2"]);
  });

  test("unknown meter, unknown machine, nowhere: accepted, listed, not counted", async () => {
    const answer = await program([
      use({ meter: "unheard-of" }),
      use({ subject: "SER-F" }),
      use({ subject: null }),
      use({ cloud: "no-such-cloud" }),
      use({ meter: "users" }),
    ]);
    expect(answer).toMatchObject({ accepted: 3, rejected: 2, fates: { unknown_meter: 1, unknown_machine: 2 } });
    expect(answer.faults.map(({ detail }) => detail)).toEqual([
      "There is no host cloud no-such-cloud. Name one by its slug, or leave data.cloud out.",
      "The meter users counts distinct values: give data.value as a text, such as a user's name or id.",
    ]);
  });

  test("a machine may use its own identity alone, and nobody else may use it", async () => {
    const foreign = await agent("mach_a", [
      use({ source: "mach_b", subject: "mach_b" }),
      use({ source: "mach_a", subject: "mach_b" }),
    ]);
    expect(foreign).toMatchObject({ accepted: 0, rejected: 2 });
    expect(foreign.faults.map(({ status }) => status)).toEqual([403, 403]);
    const taken = await program([
      use({ source: "mach_a" }),
      use({ source: "cloud:cloud-a" }),
      use({ customer: "other" }),
    ]);
    expect(taken).toMatchObject({ accepted: 0, rejected: 3 });
    expect(taken.faults[0]?.detail).toBe(
      "The source mach_a is a machine's id, which only that machine may use. Choose a name of your own.",
    );
  });

  test("impossible times are refused with a sentence", async () => {
    const answer = await program([
      use({ at: new Date("2026-11-22T10:00:00Z") }),
      use({ at: new Date("1999-11-20T10:00:00Z") }),
      use({ start: new Date("2026-11-20T11:00:00Z") }),
      use({ meter: "requests", start: new Date("2026-01-01T00:00:00Z") }),
    ]);
    expect(answer).toMatchObject({ accepted: 0, rejected: 4 });
    expect(answer.faults.every(({ detail }) => /[.]$/.test(detail))).toBe(true);
  });
});

describe("what recording leaves behind", () => {
  test("standings are marked dirty once per window; use from before a limit is recorded as any other", async () => {
    await t.limit({ meter: "processor", period: "hour", validFrom: new Date("2026-11-20T07:05:00Z") });
    const hours = (start: string, end: string) =>
      use({
        meter: "processor",
        start: new Date(`2026-11-20T${start}Z`),
        at: new Date(`2026-11-20T${end}Z`),
        quantity: "3",
      });
    const answer = await program([
      hours("09:00:00", "10:00:00"),
      hours("10:00:00", "10:30:00"),
      hours("06:00:00", "07:00:00"),
    ]);
    expect(answer.fates).toEqual({ late: 2, counted: 1 });
    const rows = await t.db.withProvider((tx) => tx.select().from(standings).orderBy(standings.windowStart));
    expect(rows.map(({ windowStart, dirty, over }) => [windowStart.toISOString().slice(11, 16), dirty, over])).toEqual([
      ["09:00", true, false],
      ["10:00", true, false],
    ]);
    const spans = await program([hours("09:30:00", "10:30:00")]);
    expect(spans.fates).toEqual({ late: 1 });
    const [late] = await t.db.withProvider((tx) =>
      tx.select().from(usageRecords).where(like(usageRecords.reason, "A part of it%")),
    );
    expect(late?.endedAt.toISOString()).toContain("T10:30:00");
    await program([hours("10:00:00", "10:30:00")]);
    expect(await t.db.withProvider((tx) => tx.select().from(standings))).toHaveLength(2);
  });

  test("each batch leaves a receipt, and one line in the audit log where it changed anything", async () => {
    const count = async () => ({
      receipts: (await t.db.withProvider((tx) => tx.select().from(usageBatches))).length,
      lines: (await t.db.withProvider((tx) => tx.select().from(auditEntries))).filter(
        (e) => e.action === "usage.recorded",
      ).length,
    });
    const before = await count();
    const record = use();
    await program([record, use({ meter: "unheard-of" })]);
    await program([record]);
    expect(await count()).toEqual({ receipts: before.receipts + 2, lines: before.lines + 1 });
    const [receipt] = (await t.db.withProvider((tx) => tx.select().from(usageBatches))).slice(-2);
    expect(receipt).toMatchObject({
      records: 2,
      accepted: 2,
      fates: { counted: 1, unknown_meter: 1 },
      receivedAt: now,
    });
  });

  test("use ahead of its time is refused with the reason, a clock that differs by minutes is not", async () => {
    const ahead = (minutes: number) => use({ at: new Date(now.getTime() + minutes * 60_000) });
    const answer = await program([ahead(9), ahead(11)]);
    expect(answer).toMatchObject({ accepted: 1, rejected: 1 });
    expect(answer.faults[0]).toMatchObject({
      index: 1,
      detail: expect.stringContaining("more than 10 minutes in the"),
    });
  });

  test("a provider's key names the customer; an unknown one's record waits, once; what names none is refused", async () => {
    const send = (list: ReturnType<typeof use>[]) =>
      recordUsage(keyRequest(null), { sourceKind: "program", customerId: null, records: list });
    const list = [use({ customer: "acme" }), use({ customer: "nobody" }), use()];
    expect(await send(list)).toMatchObject({ accepted: 2, rejected: 1, fates: { counted: 1, unassigned: 1 } });
    const again = await send(list);
    expect(again).toMatchObject({ accepted: 0, duplicates: 2, rejected: 1 });
    expect(again.faults).toMatchObject([
      { index: 2, status: 400, detail: expect.stringContaining("names no customer") },
    ]);
    const waiting = await t.db.withProvider((tx) => tx.select().from(unassignedUsage));
    expect(waiting.map(({ reason }) => reason)).toEqual(["There is no customer nobody."]);
  });

  test("assigning what waits records it under its own identity, once", async () => {
    const waiting = await t.db.withProvider((tx) => tx.select().from(unassignedUsage));
    const before = await ticks("units");
    const {
      senders: [group],
    } = await t.db.withProvider((tx) => listUnassigned({ ...job(), tx }));
    expect(group).toMatchObject({
      sourceKind: "program",
      named: "nobody",
      sentBy: keyRequest(null).actor.label,
      rows: 1,
    });
    const choice = { ...(group as UnassignedUse), customerId: "cust_acme" };
    expect(await assignWaiting(job(), choice)).toEqual({ accepted: 1, rejected: 0 });
    await expect(assignWaiting(job(), choice)).rejects.toThrow("None of this waits");
    expect(await t.db.withProvider((tx) => tx.select().from(unassignedUsage))).toHaveLength(0);
    expect(await ticks("units")).toHaveLength(before.length);
    const [first] = waiting;
    expect(await program([use({ id: String(first?.body.id) })])).toMatchObject({ accepted: 0, duplicates: 1 });
  });

  test("none that waits is taken for another: two unknown customers' records, nor other content under one identity", async () => {
    const send = (records: ReturnType<typeof use>[]) =>
      recordUsage(keyRequest(null), { sourceKind: "program", customerId: null, records });
    const mine = use({ id: "same", customer: "unknown-1", quantity: "2" });
    expect(await send([mine])).toMatchObject({ accepted: 1, fates: { unassigned: 1 } });
    expect(await send([{ ...mine, customer: "unknown-2" }])).toMatchObject({ accepted: 1, duplicates: 0 });
    expect(await send([{ ...mine, quantity: "3" }])).toMatchObject({ accepted: 1, duplicates: 0 });
    expect(await send([mine])).toMatchObject({ accepted: 0, duplicates: 1 });
    const waiting = await t.db.withProvider((tx) => tx.select().from(unassignedUsage));
    const ids = waiting.filter(({ body }) => body.customer === "unknown-1").map(({ id }) => id);
    const answer = await assignUsage(job(), { ids, customerId: "cust_acme" });
    expect(answer).toMatchObject({ accepted: 1, conflicts: 1 });
  });

  test("another customer sees none of it", async () => {
    const seen = await t.db.withCustomer("cust_other", (tx) => tx.select().from(usageRecords));
    expect(seen.filter(({ customerId }) => customerId !== "cust_other")).toEqual([]);
    expect(await ticks("units", "cust_other")).toHaveLength(0);
    await expect(t.db.withCustomer("cust_other", (tx) => tx.select().from(unassignedUsage))).rejects.toThrow();
    const foreign = { sourceKind: "program" as const, customerId: "cust_acme", records: [use()] };
    await expect(recordUsage(keyRequest("cust_other"), foreign)).rejects.toThrow(/own company/);
  });
});
