import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import postgres from "postgres";
import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { hostCloudAccounts } from "@/db/schema";
import { type Actor, type Context, inProvider, newRequest } from "../../context";
import { restateOrPreview } from "../../workflow/restate-or-preview";
import { workUploads } from "../../workflow/work-uploads";
import { importFocus } from "../imports/import-focus";
import { rebuildUsage } from "../rollups/rebuild-usage";
import { job, now, usageWorld } from "../testing";
import { beginUpload } from "../uploads/begin-upload";
import { confirmUpload } from "../uploads/decide-upload";
import { receivePiece } from "../uploads/receive-upload";
import type { MappingInput } from "./input";
import { noRules } from "./mapping-rules";
import { listMappingVersions, mappingOf } from "./mapping-versions";
import { setMapping } from "./set-mapping";
import { tryMapping } from "./try-mapping";

let t: Awaited<ReturnType<typeof usageWorld>>;
let owner: postgres.Sql;
let folder: string;
beforeAll(async () => {
  t = await usageWorld();
  owner = postgres(t.ownerUrl, { max: 1 });
  folder = await mkdtemp(path.join(tmpdir(), "spillway-mapping-test-"));
});
afterAll(async () => {
  await owner.end();
  await t.drop();
  await rm(folder, { recursive: true, force: true });
});

const olivia: Actor = { kind: "staff", id: "user_olivia", label: "Olivia Park", role: "owner" };
const asStaff = <T>(work: (ctx: Context) => Promise<T>) => inProvider(newRequest(olivia, now), work);
type Change = Partial<Omit<MappingInput, "columns">> & { columns?: Partial<MappingInput["columns"]> };
const rules = ({ columns, ...rest }: Change = {}): MappingInput => ({
  ...{ cloud: "cloud-a", reason: "a test", meters: [], customers: [], clouds: [] },
  ...rest,
  columns: { ...noRules.columns, ...columns },
});
const set = (change: Change = {}) => asStaff((ctx) => setMapping(ctx, rules(change)));
const pair = (value: string, meter: string | null, more: { unit?: string; factor?: string } = {}) => ({
  ...{ value, meter, unit: more.unit ?? null, factor: more.factor ?? null },
});

const header =
  "BillingAccountId,SubAccountId,BillingPeriodStart,BilledCost,ChargeCategory,ChargePeriodStart,ChargePeriodEnd,ConsumedQuantity,ConsumedUnit,ResourceId,x_Meter,Tags";
const row = (
  resource: string,
  quantity: number | string,
  meter = "Calls",
  { account = "acct-1", host = "SER-A" } = {},
) =>
  `payer,${account},2026-10-01T00:00:00Z,0.1,Usage,2026-10-11T00:00:00Z,2026-10-11T01:00:00Z,${quantity},Blobs,${resource},${meter},"{""host"": ""${host}""}"`;
const contentOf = (rows: string[]) => `${[header, ...rows].join("\n")}\n`;
let files = 0;
async function written(rows: string[], customerId = "cust_acme") {
  const name = `export-${++files}.csv`;
  await writeFile(path.join(folder, name), contentOf(rows));
  return { customerId, cloudId: "cloud-a", files: [{ path: path.join(folder, name), name }] };
}
const load = async (rows: string[], customerId?: string) => importFocus(job(), await written(rows, customerId));
const restate = async (rows: string[], preview = false) =>
  restateOrPreview(job(), { ...(await written(rows)), reason: "other rules" }, { preview });
const receipt = async (id: string) => (await owner`select * from usage_imports where id = ${id}`)[0];
/** What counts: meter, machine and sum, from the records and from the ticks. */
const counted = async (customerId = "cust_acme") => {
  const records = await owner`
    select meter, subject, trim_scale(sum(quantity)) as sum from usage_records
     where customer_id = ${customerId} and fate in ('counted', 'late') group by 1, 2 order by 1, 2`;
  const ticks = await owner`
    select meter, trim_scale(sum(sum)) as sum from usage_ticks where customer_id = ${customerId} group by 1 order by 1`;
  return {
    records: records.map(({ meter, subject, sum }) => `${meter} ${subject} ${sum}`),
    ticks: ticks.map(({ meter, sum }) => `${meter} ${sum}`),
  };
};
beforeEach(async () => {
  for (const table of ["import_records", "import_uses", "import_rows", "uploads", "imports", "corrected_records"])
    await owner`delete from ${owner(`usage_${table}`)}`;
  for (const table of ["corrections", "conflicts", "records", "ticks", "keys", "mappings"])
    await owner`delete from ${owner(`usage_${table}`)}`;
});

describe("versions", () => {
  test("each change is one more, with who, when and why; none is ever changed", async () => {
    const cloudId = "cld_a";
    expect(await asStaff((ctx) => mappingOf(ctx, cloudId))).toEqual({ cloudId, version: 0, rules: noRules });
    await set({ columns: { meter: "x_Meter" }, meters: [pair("Calls", "requests", { factor: "1" })], reason: "first" });
    await set({ columns: { machine: "Tags.host" }, reason: "second" });
    expect(await asStaff((ctx) => mappingOf(ctx, cloudId))).toMatchObject({
      ...{ version: 2, setBy: "Olivia Park", setAt: now, reason: "second" },
      rules: { meters: [], columns: { machine: "Tags.host", meter: null } },
    });
    expect(await asStaff((ctx) => mappingOf(ctx, cloudId, 1))).toMatchObject({ version: 1, reason: "first" });
    await expect(asStaff((ctx) => mappingOf(ctx, cloudId, 3))).rejects.toMatchObject({ code: "not_found" });
    const page = await asStaff((ctx) => listMappingVersions(ctx, { cloud: cloudId, cursor: null, limit: 1 }));
    expect(page.rows.map(({ version }) => version)).toEqual([2]);
    const rest = await asStaff((ctx) =>
      listMappingVersions(ctx, { cloud: cloudId, cursor: page.nextCursor, limit: 5 }),
    );
    expect(rest.rows.map(({ version }) => version)).toEqual([1]);
    for (const change of ["update usage_mappings set reason = 'x'", "delete from usage_mappings"])
      await expect(t.db.withProvider((tx) => tx.execute(change))).rejects.toThrow();
    await expect(t.db.withCustomer("cust_acme", (tx) => tx.execute("select * from usage_mappings"))).rejects.toThrow();
    const audit = await owner`select actor_label, detail from audit_entries where action = 'usage_mapping.set'`;
    expect(audit.map(({ detail }) => detail.version)).toEqual(["1", "2"]);
  });

  test("two at once: one after the other, and a version that is no longer the present one is refused", async () => {
    await Promise.all([set(), set(), set()]);
    expect((await asStaff((ctx) => mappingOf(ctx, "cld_a"))).version).toBe(3);
    await expect(set({ version: 2 })).rejects.toThrow("Version 3 of the rules was set meanwhile");
    expect((await set({ version: 3 })).version).toBe(4);
  });

  const meters = { columns: { meter: "x_Meter" } };
  test.each<[string, Change, string]>([
    ["an unknown cloud", { cloud: "nowhere" }, "There is no host cloud nowhere"],
    ["pairs without a column", { meters: [pair("a", "requests")] }, "Name the column of the meter."],
    ["accounts without a column", { customers: [{ value: "1", customer: "acme" }] }, "column of the customer"],
    ["clouds without a column", { clouds: ["eu"] }, "column of the cloud"],
    [
      "a pair twice",
      { ...meters, meters: [pair("Calls", "requests"), pair("calls", "processor")] },
      "There are two rules for calls. Keep one of them.",
    ],
    [
      "a pair twice in a unit",
      { ...meters, meters: [pair("a", "requests", { unit: "GB" }), pair("a", null, { unit: "GB" })] },
      "two rules for a in GB",
    ],
    [
      "an account twice",
      {
        columns: { customer: "SubAccountId" },
        customers: [
          { value: "1", customer: "acme" },
          { value: "1", customer: "other" },
        ],
      },
      "The account 1 is given to two customers",
    ],
    [
      "a customer that is none",
      { columns: { customer: "S" }, customers: [{ value: "1", customer: "x" }] },
      "customer x",
    ],
    ["an unknown meter", { ...meters, meters: [pair("a", "apples")] }, "a: there is no meter apples"],
    ["a gauge", { ...meters, meters: [pair("a", "storage")] }, "storage is no counter"],
    [
      "a unit of another kind",
      { ...meters, meters: [pair("a", "bandwidth", { unit: "Hours" })] },
      "a: Hours cannot be converted to GiB, the unit of bandwidth. Give a factor.",
    ],
  ])("%s is refused with a sentence", async (_, change, sentence) => {
    await expect(set(change)).rejects.toThrow(sentence);
    expect((await asStaff((ctx) => mappingOf(ctx, "cld_a"))).version).toBe(0);
  });
  test("a unit that converts, of so many that there is a last decimal, is taken", async () => {
    const minutes = pair("a", "processor", { unit: "vCPU·min" });
    expect((await set({ ...meters, meters: [minutes, pair("a", "requests", { unit: "10K requests" })] })).version).toBe(
      1,
    );
  });
});

const calls = (factor: string, machine: string | null = null): Change => ({
  columns: { meter: "x_Meter", machine },
  meters: [pair("Calls", "requests", { unit: "Blobs", factor })],
});

describe("imports", () => {
  test("without rules rows are listed; by a rule they count, and the receipt states its version", async () => {
    const rows = [row("a", 2), row("b", 3), row("c", 1, "Other")];
    const before = await load(rows);
    expect(before).toMatchObject({ counted: 0, reasons: { unknown_unit: 3 }, mappingVersion: 0 });
    expect(await receipt(before.importId)).toMatchObject({ mapping_version: 0 });
    await set(calls("10"));
    const done = await load(rows);
    expect(done).toMatchObject({ counted: 2, reasons: { unknown_unit: 1 }, mappingVersion: 1 });
    expect(done.totals).toMatchObject({ "quantity.Blobs": "6", "quantity.Blobs.counted": "5", "meter.requests": "50" });
    expect(await receipt(done.importId)).toMatchObject({ mapping_version: 1, state: "finished" });
    const audit = await owner`select detail from audit_entries where subject_id = ${done.importId}`;
    expect(audit[0]?.detail).toMatchObject({ rules: "1" });
    expect((await counted()).records).toEqual(["requests a 20", "requests b 30"]);
    // Another cloud's files are read by its own rules.
    const elsewhere = { ...(await written(rows)), cloudId: "cloud-b" };
    expect(await importFocus(job(), elsewhere)).toMatchObject({ counted: 0, mappingVersion: 0 });
  });

  test("imported again by other rules nothing counts twice: a row is the same row, and a conflict", async () => {
    const rows = [row("a", 2), row("a", 2), row("b", 3)];
    await set(calls("10"));
    await load(rows);
    const before = await counted();
    await set(calls("100", "Tags.host"));
    expect(await load(rows)).toMatchObject({ counted: 0, reasons: { conflict: 3 }, mappingVersion: 2 });
    await set({ columns: { meter: "x_Meter" }, meters: [pair("Calls", "processor", { factor: "10" })] });
    expect(await load(rows)).toMatchObject({ counted: 0, reasons: { conflict: 3 } });
    expect(await counted()).toEqual(before);
  });

  test("one that was cut off goes on by the version of its receipt", async () => {
    const rows = Array.from({ length: 1500 }, (_, n) => row(`r${n}`, 1));
    await set(calls("10"));
    const given = await written(rows);
    const watch = async ({ rows: read }: { rows: number }) => {
      if (read === 1000) throw new Error("cut");
    };
    await expect(importFocus(job(), given, { importId: "impt_cut", watch })).rejects.toThrow("cut");
    await set(calls("7"));
    const done = await importFocus(job(), given, { importId: "impt_cut" });
    expect(done).toMatchObject({ rows: 1500, counted: 1500, mappingVersion: 1 });
    expect((await counted()).ticks).toEqual(["requests 15000"]);
  });

  test("an upload is imported by the rules of the dry run that was confirmed", async () => {
    await set(calls("10"));
    const content = Buffer.from(contentOf([row("a", 2)]));
    const about = { customerId: "cust_acme", cloudId: "cloud-a", way: "import" as const };
    const { id, importId } = await asStaff((ctx) =>
      beginUpload(ctx, { ...about, files: [{ name: "up.csv", bytes: content.length }] }),
    );
    await asStaff((ctx) => receivePiece(ctx, { uploadId: id, from: 0, content }));
    await workUploads();
    const [tried] = await owner`select preview from usage_uploads where id = ${id}`;
    expect(tried?.preview).toMatchObject({ counted: 1, mappingVersion: 1 });
    await set(calls("7"));
    await asStaff((ctx) => confirmUpload(ctx, { uploadId: id }));
    await workUploads();
    expect(await receipt(importId)).toMatchObject({ state: "finished", mapping_version: 1 });
    expect((await counted()).records).toEqual(["requests a 20"]);
  });
});

describe("a restatement is read by the present rules", () => {
  const rows = [row("a", 2), row("a", 2), row("b", 3, "Other"), row("c", 5, "Calls", { host: "SER-B" })];
  const both = (meter: string | null, machine: string | null = null): Change => ({
    columns: { meter: "x_Meter", machine },
    meters: [pair("Calls", meter, { factor: "1" }), pair("Other", "requests", { factor: "1" })],
  });

  test.each<[string, Change, object, string[]]>([
    [
      "another factor",
      { columns: { meter: "x_Meter" }, meters: [pair("*", "requests", { factor: "10" })] },
      { counted: 4, duplicates: 0, amended: { records: 4 }, voided: null },
      ["requests a 40", "requests b 30", "requests c 50"],
    ],
    [
      "another meter of the same quantities",
      both("processor"),
      { counted: 3, duplicates: 1, amended: { records: 3 }, voided: null },
      ["processor a 4", "processor c 5", "requests b 3"],
    ],
    [
      "another machine alone",
      both("requests", "Tags.host"),
      { counted: 4, duplicates: 0, amended: { records: 4 }, voided: null },
      ["requests SER-A 7", "requests SER-B 5"],
    ],
    [
      "a meter left out",
      both(null),
      { counted: 0, duplicates: 1, amended: null, voided: { records: 3 }, reasons: { left_out: 3, duplicate: 1 } },
      ["requests b 3"],
    ],
    ["the same", both("requests"), { counted: 0, duplicates: 4, amended: null, voided: null }, []],
  ])("%s: amended, nothing doubled", async (_, change, what, records) => {
    await set(both("requests"));
    await load(rows);
    const before = await counted();
    expect(before.records).toEqual(["requests a 4", "requests b 3", "requests c 5"]);
    await set(change);
    const looked = await restate(rows, true);
    expect(looked.restated).toMatchObject({ ...what, mappingVersion: 2 });
    expect(await counted()).toEqual(before);
    const { restated } = await restate(rows);
    expect(restated).toMatchObject({ ...what, mappingVersion: 2 });
    const after = await counted();
    expect(after.records).toEqual(records.length > 0 ? records : before.records);
    // The same once more changes nothing, and the ticks are those of the records.
    expect((await restate(rows)).restated).toMatchObject({ counted: 0, amended: null, voided: null });
    expect(await counted()).toEqual(after);
    await rebuildUsage(job());
    expect(await counted()).toEqual(after);
  });

  test("there and back again", async () => {
    await set(both("requests"));
    await load(rows);
    const before = await counted();
    await set(both("processor", "Tags.host"));
    await restate(rows);
    await set(both("requests"));
    expect((await restate(rows)).restated).toMatchObject({ counted: 4, amended: { records: 4 }, mappingVersion: 3 });
    expect(await counted()).toEqual(before);
  });
});

describe("a file of many accounts", () => {
  const rows = [
    row("a", 1, "Calls", { account: "111" }),
    row("b", 20, "Calls", { account: "222" }),
    row("c", 300, "Calls", { account: "333" }),
    row("d", 4000, "Calls", { account: "" }),
    row("e", 50000, "Calls", { account: "host-ref" }),
    row("f", 600000, "Calls", { account: "cust_acme" }),
  ];
  const accounts: Change = {
    columns: { meter: "x_Meter", customer: "SubAccountId" },
    meters: [pair("*", "requests", { factor: "1" })],
    customers: [
      { value: "111", customer: "acme" },
      { value: "222", customer: "other" },
    ],
  };
  beforeEach(async () => {
    await t.db.withProvider((tx) =>
      tx
        .insert(hostCloudAccounts)
        .values({ customerId: "cust_acme", id: "hcac_1", cloudId: "cld_a", reference: "host-ref", createdAt: now })
        .onConflictDoNothing(),
    );
    await set(accounts);
  });

  test("each customer's rows count for it alone; a row of nobody is listed, for staff", async () => {
    const acme = await load(rows);
    expect(acme).toMatchObject({ rows: 6, counted: 3, listed: 3, reasons: { other_customer: 1, no_customer: 2 } });
    const other = await load(rows, "cust_other");
    expect(other).toMatchObject({ rows: 6, counted: 1, listed: 5, reasons: { other_customer: 3, no_customer: 2 } });
    expect((await counted()).ticks).toEqual(["requests 650001"]);
    expect((await counted("cust_other")).ticks).toEqual(["requests 20"]);
    // Of others' rows the customer learns no figure.
    expect(other.totals).toMatchObject({ rows: "1", billedCost: "0.1", "quantity.Blobs": "20" });
    const kept = await owner`select row_number, reason from usage_import_rows where import_id = ${other.importId}`;
    expect(kept.map(({ row_number, reason }) => `${row_number} ${reason}`).sort()).toEqual([
      "3 no_customer",
      "4 no_customer",
    ]);
    const seen = await t.db.withCustomer("cust_other", (tx) => tx.execute("select * from usage_import_rows"));
    expect(seen).toHaveLength(0);
  });

  test("a dry run and a restatement judge the same; what was another's is voided", async () => {
    await set({ columns: { meter: "x_Meter" }, meters: [pair("*", "requests", { factor: "1" })] });
    await load(rows);
    expect((await counted()).ticks).toEqual(["requests 654321"]);
    await set(accounts);
    const looked = await importFocus(job(), await written(rows), { preview: true });
    expect(looked.reasons).toMatchObject({ other_customer: 1, no_customer: 2, duplicate: 3 });
    const { restated } = await restate(rows);
    expect(restated).toMatchObject({
      duplicates: 3,
      voided: { records: 3 },
      reasons: { other_customer: 1, no_customer: 2 },
    });
    expect((await counted()).ticks).toEqual(["requests 650001"]);
  });

  test("of a line that is no row, or has a NUL, its customer is shown nothing of others", async () => {
    const broken = "payer,222,a secret of another customer";
    const answer = await load([
      row("a", 1, "Calls", { account: "111" }),
      row("n\0", 5, "Calls", { account: "222" }),
      row("z", 5, "Calls", { account: "2\0" }),
      broken,
    ]);
    expect(answer).toMatchObject({
      rows: 4,
      counted: 1,
      reasons: { other_customer: 1, no_customer: 1, malformed_row: 1 },
    });
    const seen = await t.db.withCustomer("cust_acme", (tx) =>
      tx.execute("select reason, content from usage_import_rows"),
    );
    expect([...seen]).toEqual([{ reason: "malformed_row", content: {} }]);
  });

  test("one that was cut off goes on with the same rows for the same customers", async () => {
    const many = Array.from({ length: 1500 }, (_, n) =>
      row(`m${n}`, 1, "Calls", { account: ["111", "222", "333"][n % 3] ?? "" }),
    );
    const given = await written(many);
    const watch = async ({ rows: read }: { rows: number }) => {
      if (read === 1000) throw new Error("cut");
    };
    await expect(importFocus(job(), given, { importId: "impt_accounts", watch })).rejects.toThrow("cut");
    const done = await importFocus(job(), given, { importId: "impt_accounts" });
    expect(done).toMatchObject({ rows: 1500, counted: 500, reasons: { other_customer: 500, no_customer: 500 } });
    expect(done.totals).toMatchObject({ rows: "500", "rows.counted": "500", "quantity.Blobs": "500" });
    expect((await counted()).ticks).toEqual(["requests 500"]);
  });

  test("rows of another cloud are listed", async () => {
    await set({ ...calls("1"), columns: { meter: "x_Meter", cloud: "SubAccountId" }, clouds: ["1*", "host-*"] });
    expect(await load(rows)).toMatchObject({ counted: 2, reasons: { other_cloud: 4 } });
  });
});

describe("a trial", () => {
  const attempt = (sample: string, change: Change = {}, customer?: string) => {
    const { reason: _, version: __, ...given } = rules(change);
    return tryMapping(newRequest(olivia, now), { ...given, sample, customer });
  };
  test("states of each row what it would be, and stores nothing", async () => {
    const sample = contentOf([row("host/SER-A", 2), row("b", 3, "Other"), row("c", "many")]);
    const trial = await attempt(sample, calls("10", "Tags.host"));
    expect(trial).toMatchObject({
      read: 3,
      use: 1,
      reasons: { unknown_unit: 1, bad_quantity: 1 },
      meters: { requests: "20" },
    });
    expect(trial.columns).toContain("x_Meter");
    expect(trial.rows[0]).toEqual({
      ...{ number: 1, reason: null, meter: "requests", quantity: "20", machine: "SER-A" },
      stated: { quantity: "2", unit: "Blobs" },
    });
    expect(await owner`select count(*)::int as n from usage_records`).toEqual([{ n: 0 }]);
    expect((await asStaff((ctx) => mappingOf(ctx, "cld_a"))).version).toBe(0);
  });
  test("refuses what setting refuses, what is no export, and asks for the customer of a customer's column", async () => {
    await expect(attempt("a,b\n1,2\n")).rejects.toThrow("This is no FOCUS file");
    await expect(attempt(contentOf([]), { meters: [pair("a", "requests")] })).rejects.toThrow("Name the column");
    const whose = { columns: { customer: "SubAccountId" } };
    await expect(attempt(contentOf([row("a", 1)]), whose)).rejects.toThrow("Choose the customer");
    expect(await attempt(contentOf([row("a", 1)]), whose, "acme")).toMatchObject({ reasons: { no_customer: 1 } });
  });
});
