import { existsSync } from "node:fs";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { DuckDBInstance } from "@duckdb/node-api";
import { eq } from "drizzle-orm";
import fc from "fast-check";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { clouds, customers, hostCloudAccounts, machines, usageRecords } from "@/db/schema";
import { Exact } from "../../quantity";
import { importFocus } from "../imports/import-focus";
import { readFocusFile } from "../imports/read-focus-file";
import { answerUsage } from "../questions/answer-usage";
import type { AskedByKey } from "../questions/keys-scope";
import { recordUsage } from "../record/record-usage";
import { splitOverTicks } from "../store/contract/split-over-ticks";
import { job, keyRequest, now, usageWorld, use } from "../testing";
import { tickOf } from "../ticks";
import { answerFocus } from "./answer-focus";
import { focusColumns } from "./focus-columns";
import { checkFocus } from "./testing/focus-rules";

const shared = path.join(process.env.SPILLWAY_HOME ?? ".", "../shared/data");
const rules = path.join(shared, "focus-1.2-rules.json");
const sample = path.join(shared, "focus_sample.csv");

let t: Awaited<ReturnType<typeof usageWorld>>;
let folder: string;
beforeAll(async () => {
  t = await usageWorld();
  folder = await mkdtemp(path.join(tmpdir(), "spillway-export-test-"));
  await t.db.withProvider(async (tx) => {
    await tx.update(machines).set({ hostname: "web-01", os: "linux" }).where(eq(machines.id, "mach_a"));
    await tx.update(clouds).set({ region: "north-1" }).where(eq(clouds.id, "cld_a"));
    const account = { id: "hacc_1", customerId: "cust_acme", cloudId: "cld_a", reference: "acme-at-a", createdAt: now };
    await tx.insert(hostCloudAccounts).values(account);
  });
});
afterAll(async () => {
  await rm(folder, { recursive: true, force: true });
  await t.drop();
});

const asker = (customerId: string | null): AskedByKey => {
  const request = keyRequest(customerId);
  return { ...request, actor: request.actor as AskedByKey["actor"] };
};
const address = (name: string, query: Record<string, string>) =>
  new URL(`http://portal.example/api/v1/${name}?${new URLSearchParams(query)}`);

const hourMs = 3_600_000;
const first = new Date("2026-11-14T00:00:00Z");
const time = { from: first.toISOString(), to: new Date(first.getTime() + 96 * hourMs).toISOString() };

let files = 0;
/** An export, as a file. */
async function exported(query: Record<string, string>, customerId: string | null = "cust_acme"): Promise<string> {
  const answer = await answerFocus(address("usage-exports/focus", { ...time, ...query }), asker(customerId));
  const file = path.join(folder, `${++files}.${query.format ?? "csv"}`);
  await writeFile(file, Buffer.from(await answer.arrayBuffer()));
  return file;
}

type Row = Record<string, string | null>;
/** A file's rows by name of column, as a reader of CSV or Parquet has them. */
async function rowsOf(file: string): Promise<Row[]> {
  const rows: Row[] = [];
  let columns: string[] = [];
  for await (const part of readFocusFile(file)) {
    if ("columns" in part) columns = part.columns;
    if ("rows" in part)
      rows.push(...part.rows.map((cells) => Object.fromEntries(columns.map((name, n) => [name, cells[n] ?? null]))));
  }
  return rows;
}

const sum = (values: Iterable<string | null | undefined>) =>
  [...values].reduce((total, value) => total.plus(value ?? 0), new Exact(0)).toFixed();

/** Any use of a customer: counters of any length, gauges, with and without a machine, in two clouds. */
const anyUse = fc.uniqueArray(
  fc.record({
    meter: fc.constantFrom("bandwidth", "memory", "processor", "requests", "support-events", "storage", "units"),
    subject: fc.constantFrom("mach_a", "mach_b", "mach_over", "mach_desk", null),
    cloud: fc.constantFrom("cloud-a", "cloud-b"),
    quarter: fc.nat(96 * 4 - 1),
    length: fc.oneof(fc.constant(0), fc.nat(72)),
    quantity: fc.nat(9999).map((digits) => String(digits / 1000)),
  }),
  {
    minLength: 60,
    maxLength: 60,
    // Of two readings in one tick at one instant none is the last.
    selector: ({ meter, subject, cloud, quarter }) => `${meter} ${subject ?? cloud} ${quarter}`,
  },
);
type Drawn = typeof anyUse extends fc.Arbitrary<(infer One)[]> ? One : never;
const gauges = ["storage", "units"];

async function recordAny(customerId: string, drawn: readonly Drawn[]) {
  await recordUsage(keyRequest(customerId), {
    sourceKind: "program",
    customerId,
    records: drawn.map(({ quarter, length, cloud, ...record }) => {
      const at = new Date(first.getTime() + quarter * (hourMs / 4) + 60_000);
      const start = gauges.includes(record.meter) || length === 0 ? null : new Date(at.getTime() - length * hourMs);
      return use({ ...record, at, start, cloud: record.subject === null ? cloud : null });
    }),
  });
}

/** What a meter's hours come to, worked out from the records alone (docs/rules.md 3.8). */
async function workedOut(customerId: string, meter: string): Promise<Record<string, string>> {
  const stored = await t.db.withProvider((tx) => tx.select().from(usageRecords));
  const records = stored.filter((row) => row.customerId === customerId && row.meter === meter);
  const hours = new Map<string, Exact>();
  const hourOf = (tick: Date) => new Date(Math.floor(tick.getTime() / hourMs) * hourMs).toISOString();
  if (!gauges.includes(meter)) {
    for (const record of records)
      for (const { tick, share } of splitOverTicks(record.quantity, record.startedAt, record.endedAt))
        if (tick >= first && tick < new Date(time.to))
          hours.set(hourOf(tick), (hours.get(hourOf(tick)) ?? new Exact(0)).plus(share));
  } else {
    const levels = new Map<number, Exact>();
    for (const { endedAt, quantity } of records) {
      const tick = tickOf(endedAt).getTime();
      levels.set(tick, (levels.get(tick) ?? new Exact(0)).plus(quantity));
    }
    for (const [tick, level] of levels) {
      const hour = hourOf(new Date(tick));
      if (level.gt(hours.get(hour) ?? -1)) hours.set(hour, level);
    }
  }
  return Object.fromEntries([...hours].map(([hour, value]) => [hour, value.toFixed()]).sort());
}

/** What `GET /api/v1/usage` has for each hour, or each day. */
async function asked(customerId: string, meter: string, grain = "hour"): Promise<Record<string, string>> {
  const answer = await answerUsage(address("usage", { ...time, meter, grain, groupBy: "service" }), asker(customerId));
  const { points } = answer as { points: { at: Date; total: string }[] };
  return Object.fromEntries(points.map(({ at, total }) => [at.toISOString(), total]));
}

/** The same of an export's rows. */
function periodsOf(rows: Row[], meter: string): Record<string, string> {
  const periods = new Map<string, Exact>();
  for (const row of rows.filter(({ x_MeterSlug }) => x_MeterSlug === meter)) {
    const at = new Date(row.ChargePeriodStart ?? "").toISOString();
    periods.set(at, (periods.get(at) ?? new Exact(0)).plus(row.ConsumedQuantity ?? ""));
  }
  return Object.fromEntries([...periods].map(([at, value]) => [at, value.toFixed()]).sort());
}
const meterSlugs = ["bandwidth", "memory", "processor", "requests", "storage", "support-events", "units"];

describe("a FOCUS export", () => {
  let drawn: Drawn[];
  beforeAll(async () => {
    drawn = fc.sample(anyUse, 1)[0] ?? [];
    await recordAny("cust_acme", drawn);
    await recordUsage(keyRequest("cust_other"), {
      sourceKind: "program",
      customerId: "cust_other",
      records: [use({ subject: "mach_foreign", at: new Date(first.getTime() + hourMs) })],
    });
  });

  test("holds for each hour and day what the API's totals and the records say, of any use", async () => {
    const [hours, days] = await Promise.all([exported({}).then(rowsOf), exported({ grain: "day" }).then(rowsOf)]);
    for (const meter of meterSlugs) {
      const expected = { drawn, meter, hours: await workedOut("cust_acme", meter) };
      expect({ drawn, meter, hours: periodsOf(hours, meter) }).toEqual(expected);
      expect({ drawn, meter, hours: await asked("cust_acme", meter) }).toEqual(expected);
      expect(periodsOf(days, meter)).toEqual(await asked("cust_acme", meter, "day"));
    }
    const keys = hours.map((row) =>
      [row.ChargePeriodStart, row.x_CloudSlug, row.ResourceId, row.ServiceName, row.x_MeterSlug].join(" "),
    );
    expect(new Set(keys).size).toBe(keys.length);
  });

  test("is the same in Parquet, with types", async () => {
    const file = await exported({ format: "parquet" });
    const plain = (row: Row) => ({
      ...row,
      ConsumedQuantity: new Exact(row.ConsumedQuantity ?? "").toFixed(),
      ...Object.fromEntries(
        ["BillingPeriodEnd", "BillingPeriodStart", "ChargePeriodEnd", "ChargePeriodStart"].map((name) => [
          name,
          new Date(row[name] ?? "").toISOString(),
        ]),
      ),
    });
    expect((await rowsOf(file)).map(plain)).toEqual((await rowsOf(await exported({}))).map(plain));
    const types = await typesOf(file);
    expect(types.ConsumedQuantity).toBe("DECIMAL(38,18)");
    expect(types.ChargePeriodStart).toBe("TIMESTAMP WITH TIME ZONE");
    expect(types.BilledCost).toBe("DECIMAL(38,18)");
    expect(types.BillingAccountId).toBe("VARCHAR");
  });

  test("names machine, cloud, service, accounts and periods, and no cost", async () => {
    const at = new Date("2026-10-31T23:10:00Z");
    await recordUsage(keyRequest("cust_acme"), {
      sourceKind: "program",
      customerId: "cust_acme",
      records: [use({ meter: "processor", at, quantity: "0.250000000000000001" })],
    });
    const cut = { from: "2026-10-31T23:05:00Z", to: "2026-10-31T23:20:00Z" };
    expect(await rowsOf(await exported(cut))).toEqual([
      {
        ...Object.fromEntries(focusColumns.map(({ head }) => [head, null])),
        BillingAccountId: "cust_acme",
        BillingAccountName: "acme",
        BillingCurrency: "EUR",
        // The statement's month, in Berlin.
        BillingPeriodStart: "2026-10-31T23:00:00Z",
        BillingPeriodEnd: "2026-11-30T23:00:00Z",
        ChargeCategory: "Usage",
        ChargeDescription: "Processor: sum of the period, metered. The file holds no costs.",
        ChargeFrequency: "Usage-Based",
        // The quarters of an hour that the time overlaps.
        ChargePeriodStart: "2026-10-31T23:00:00Z",
        ChargePeriodEnd: "2026-10-31T23:30:00Z",
        ConsumedQuantity: "0.250000000000000001",
        ConsumedUnit: "vCPU-Hours",
        HostProviderName: "Cloud A",
        InvoiceIssuerName: "Cloud portal",
        ProviderName: "Cloud portal",
        PublisherName: "Vendor",
        RegionId: "north-1",
        RegionName: "north-1",
        ResourceId: "mach_a",
        ResourceName: "web-01",
        ResourceType: "Machine",
        ServiceCategory: "Compute",
        ServiceName: "Compute node",
        ServiceProviderName: "Cloud portal",
        ServiceSubcategory: "Virtual Machines",
        SkuId: "compute-node/processor",
        SkuMeter: "Processor",
        SubAccountId: "acme-at-a",
        SubAccountName: "acme-at-a",
        Tags: '{"machine/kind":"ordinary","machine/os":"linux","machine/serial":"SER-A","machine/instance":"i-a"}',
        x_CloudSlug: "cloud-a",
        x_MeterKind: "counter",
        x_MeterSlug: "processor",
      },
    ]);
  });

  test("leaves the quarter of an hour out that is running", async () => {
    const [before, running] = ["10:20", "10:35"].map((clock) => new Date(`2026-11-20T${clock}:00Z`)) as [Date, Date];
    await recordUsage(keyRequest("cust_acme"), {
      sourceKind: "program",
      customerId: "cust_acme",
      records: [use({ meter: "requests", at: before, quantity: "2" }), use({ meter: "requests", at: running })],
    });
    const until = { from: "2026-11-20T10:00:00Z", to: "2026-11-21T00:00:00Z" };
    const [row, ...more] = await rowsOf(await exported(until));
    expect(more).toEqual([]);
    expect(row).toMatchObject({ ConsumedQuantity: "2", ChargePeriodEnd: "2026-11-20T10:30:00Z" });
    expect(await rowsOf(await exported({ from: "2026-11-20T10:30:00Z", to: "2026-11-21T00:00:00Z" }))).toEqual([]);
  });

  test("a company's key gets its own alone; the provider's all, or the company it names", async () => {
    const accounts = async (query: Record<string, string>, key: string | null) => [
      ...new Set((await rowsOf(await exported(query, key))).map(({ BillingAccountId }) => BillingAccountId)),
    ];
    expect(await accounts({}, "cust_acme")).toEqual(["cust_acme"]);
    expect(await accounts({}, null)).toEqual(["cust_acme", "cust_other"]);
    expect(await accounts({ customer: "other" }, null)).toEqual(["cust_other"]);
    await expect(exported({ customer: "other" }, "cust_acme")).rejects.toMatchObject({ code: "not_found" });
    await expect(exported({ format: "xlsx" })).rejects.toMatchObject({ code: "invalid_input" });
    await expect(exported({ to: time.from })).rejects.toMatchObject({ code: "invalid_input" });
  });

  test("one asker's Parquet files are written one at a time, and more than three at once are refused; CSV is not", async () => {
    const day = { from: "2026-11-14T00:00:00Z", to: "2026-11-15T00:00:00Z" };
    const many = (format: string) => Promise.allSettled(Array.from({ length: 6 }, () => exported({ ...day, format })));
    const outcomes = await many("parquet");
    expect(outcomes.filter(({ status }) => status === "fulfilled")).toHaveLength(3);
    expect(outcomes.at(-1)).toMatchObject({ reason: { code: "rate_limited", detail: { retryAfterSeconds: 1 } } });
    expect((await many("csv")).every(({ status }) => status === "fulfilled")).toBe(true);
    expect(await rowsOf(await exported({ ...day, format: "parquet" }))).not.toEqual([]);
  });

  test("a name that a spreadsheet would run stays text in CSV, and is as it is in Parquet; ids and figures are exact", async () => {
    const rename = (name: string) =>
      t.db.withProvider((tx) => tx.update(customers).set({ name }).where(eq(customers.id, "cust_other")));
    await rename('=HYPERLINK("x")');
    const query = { customer: "other", grain: "day" };
    const [csv] = await rowsOf(await exported(query, null));
    const [parquet] = await rowsOf(await exported({ ...query, format: "parquet" }, null));
    await rename("other");
    expect(csv?.BillingAccountName).toBe(`'=HYPERLINK("x")`);
    expect(parquet?.BillingAccountName).toBe('=HYPERLINK("x")');
    expect(csv).toMatchObject({ BillingAccountId: "cust_other", ConsumedQuantity: "1" });
  });

  test("imported for another company, every sum is the same; levels are listed, since they are no readings", async () => {
    for (const format of ["csv", "parquet"]) {
      const id = `cust_copy_${format}`;
      await t.db.withProvider(async (tx) => {
        const [company] = await tx.select().from(customers).where(eq(customers.id, "cust_other"));
        if (company) await tx.insert(customers).values({ ...company, id, name: id, identifier: id });
      });
      const file = await exported({ format });
      const rows = await rowsOf(file);
      const done = await importFocus(job(), {
        ...{ customerId: id, cloudId: "cloud-b" },
        files: [{ path: file, name: path.basename(file) }],
      });
      const levels = rows.filter(({ x_MeterKind }) => x_MeterKind === "gauge").length;
      expect(done).toMatchObject({ rows: rows.length, counted: rows.length - levels, reasons: { level: levels } });
      for (const meter of meterSlugs.filter((slug) => !gauges.includes(slug)))
        expect({ meter, hours: await asked(id, meter) }).toEqual({ meter, hours: await asked("cust_acme", meter) });
      const again = await exported({ customer: id, format }, null);
      const quantities = (of: Row[]) =>
        sum(of.map((row) => (row.x_MeterKind === "gauge" ? "0" : row.ConsumedQuantity)));
      expect(quantities(await rowsOf(again))).toBe(quantities(rows));
    }
  });
});

describe.skipIf(!existsSync(rules))("the FOCUS 1.2 rules (../shared/data; skipped where they are not there)", () => {
  /** What FOCUS asks of a provider that does what this one does. */
  const criteria = new Set([
    ...["ACCOUNT_NAMING_SUPPORTED", "BILLING_BASED_ON_PROVISIONED_RESOURCES_SUPPORTED", "REGION_SUPPORTED"],
    ...["RESOURCE_TYPE_ASSIGNMENT_SUPPORTED", "SUB_ACCOUNT_SUPPORTED", "TAGGING_SUPPORTED"],
    "USAGE_MEASUREMENT_SUPPORTED",
  ]);
  /** Costs are null of use that has no price yet (docs/decisions/020-costs-of-a-usage-export.md), and nothing else. */
  const unpriced = [
    "BilledCost-C-003-M",
    ...["ContractedCost-C-003-M", "ContractedCost-C-004-M", "EffectiveCost-C-003-M", "EffectiveCost-C-004-M"],
    ...["ListCost-C-003-M", "ListCost-C-004-M", "PricingQuantity-C-005-C", "PricingQuantity-C-008-M"],
  ];

  test.each(["csv", "parquet"])("all hold in %s, but for those that want a cost", async (format) => {
    const file = await exported({ format }, null);
    const columns = focusColumns.map(({ head }) => head);
    const times = focusColumns.filter(({ type }) => type === "time").map(({ head }) => head);
    const rows = await rowsOf(file);
    expect(rows.length).toBeGreaterThan(50);
    const table = {
      columns,
      // Times of Parquet have a type; their text is the reader's.
      rows: rows.map((row) =>
        columns.map((name) => {
          const value = row[name] ?? null;
          return format === "parquet" && value !== null && times.includes(name)
            ? `${new Date(value).toISOString().slice(0, 19)}Z`
            : value;
        }),
      ),
      ...(format === "parquet" && { types: Object.values(await typesOf(file)) }),
    };
    const verdict = checkFocus(rules, table, criteria);
    expect(verdict).toMatchObject({ broken: unpriced, advised: [] });
    expect(verdict.applied).toBeGreaterThan(130);
  });

  test("the check finds what is wrong", () => {
    const row: Record<string, string | null> = {
      BilledCost: "0.1",
      BillingCurrency: "euro",
      ChargePeriodStart: "today",
    };
    const table = { columns: Object.keys(row), rows: [Object.values(row)] };
    const { broken } = checkFocus(rules, table, criteria);
    expect(broken).toEqual(
      expect.arrayContaining(["BillingCurrency-C-003-M", "ChargePeriodStart-C-002-M", "CostAndUsage-D-008-M"]),
    );
    expect(broken).not.toContain("BilledCost-C-003-M");
  });
});

describe.skipIf(!existsSync(sample))("the real sample (../shared/data; skipped where it is not there)", () => {
  test("imported, exported and imported again, each day's use is the same", async () => {
    const month = { from: "2024-09-01T00:00:00Z", to: "2024-10-01T00:00:00Z" };
    const load = (customerId: string, file: string) =>
      importFocus(job(), { customerId, cloudId: "cloud-a", files: [{ path: file, name: path.basename(file) }] });
    await load("cust_other", sample);
    const file = await exported({ ...month, customer: "other", format: "parquet" }, null);
    const rows = await rowsOf(file);
    await load("cust_copy_csv", file);
    for (const meter of ["requests", "processor", "memory", "bandwidth"]) {
      const days = async (customerId: string) =>
        (await answerUsage(address("usage", { ...month, meter, grain: "day" }), asker(customerId))).points;
      expect({ meter, days: await days("cust_copy_csv") }).toEqual({ meter, days: await days("cust_other") });
      const records = await t.db.withProvider((tx) => tx.select().from(usageRecords));
      const counted = records.filter(
        (row) =>
          row.customerId === "cust_other" && row.meter === meter && row.sourceKind === "file" && row.fate === "counted",
      );
      expect(sum(rows.filter(({ x_MeterSlug }) => x_MeterSlug === meter).map((row) => row.ConsumedQuantity))).toBe(
        sum(counted.map(({ quantity }) => quantity)),
      );
    }
    expect(rows.length).toBeGreaterThan(100);
  });
});

/** The types of a Parquet file's columns, in their order. */
async function typesOf(file: string): Promise<Record<string, string>> {
  const connection = await (await DuckDBInstance.create(":memory:")).connect();
  const described = await connection.runAndReadAll(`DESCRIBE SELECT * FROM read_parquet('${file}')`);
  return Object.fromEntries(described.getRows().map(([name, type]) => [String(name), String(type)]));
}
