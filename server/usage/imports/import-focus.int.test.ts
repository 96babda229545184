import { existsSync } from "node:fs";
import { copyFile, mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { gzipSync } from "node:zlib";
import { DuckDBInstance } from "@duckdb/node-api";
import { eq } from "drizzle-orm";
import postgres from "postgres";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { auditEntries, usageImportRows, usageImports, usageRecords } from "@/db/schema";
import { jobRequest } from "../../context";
import { Exact } from "../../quantity";
import { identityDigest } from "../record/record-identity";
import { job, usageWorld } from "../testing";
import { focusRow, readFocusRow } from "./focus-row";
import { importFocus } from "./import-focus";

const fixture = path.join(process.env.SPILLWAY_HOME ?? ".", "fixtures/focus_small.csv");
const sample = path.join(process.env.SPILLWAY_HOME ?? ".", "../shared/data/focus_sample.csv");

let t: Awaited<ReturnType<typeof usageWorld>>;
let owner: postgres.Sql;
let folder: string;
beforeAll(async () => {
  t = await usageWorld();
  owner = postgres(t.ownerUrl, { max: 1 });
  folder = await mkdtemp(path.join(tmpdir(), "spillway-import-"));
});
afterAll(async () => {
  await owner.end();
  await t.drop();
  await rm(folder, { recursive: true });
});

const load = (file: string | string[], customerId = "cust_acme", request = job()) => {
  const files = [file].flat().map((one) => ({ path: one, name: path.basename(one) }));
  return importFocus(request, { customerId, cloudId: "cloud-a", files });
};
const sums = (customerId: string) =>
  t.db.withProvider(async (tx) => {
    const rows = await tx.select().from(usageRecords);
    const total: Record<string, string> = {};
    for (const row of rows.filter((one) => one.customerId === customerId && one.fate === "counted"))
      total[row.meter] = new Exact(total[row.meter] ?? 0).plus(row.quantity).toFixed();
    return total;
  });
const listedReasonsOfFixture = {
  instance_hours: 1,
  unknown_unit: 2,
  hours_outside_compute: 1,
  level_by_time: 2,
  volume_not_transferred: 1,
  credit: 1,
  adjustment: 1,
  tax: 1,
  negative_quantity: 1,
  no_quantity: 1,
  bad_quantity: 1,
  bad_date: 1,
  malformed_row: 1,
};

describe("our own file with the faults of real ones", () => {
  test("every row is counted or listed with its reason, and the totals reconcile", async () => {
    const answer = await load(fixture);
    expect(answer).toMatchObject({ rows: 25, counted: 10, listed: 15, duplicates: 0, reasons: listedReasonsOfFixture });
    expect(answer.totals).toMatchObject({
      "quantity.Requests": "28.998611",
      "quantity.Requests.counted": "28",
      "quantity.Requests.listed": "0.998611",
      "quantity.(no unit)": "7",
      "meter.requests": "35028",
      "meter.processor": "6",
      "meter.memory": "7.450580596923828125",
      "meter.bandwidth": "1.4313281777314841747283935546875",
    });
    const { totals } = answer;
    const cost = new Exact(totals["billedCost.counted"] ?? 0).plus(totals["billedCost.listed"] ?? 0);
    expect(cost.toFixed()).toBe(totals.billedCost);
    const { "meter.requests": requests, "meter.memory": memory, "meter.bandwidth": bandwidth } = totals;
    expect(await sums("cust_acme")).toEqual({ requests, memory, bandwidth, processor: "6" });
    const [row] = await t.db.providerSql`
      select count(*)::int as n, count(distinct machine_id)::int as machines, trim_scale(sum(sum)) as sum
        from usage_ticks where meter = 'bandwidth' and machine_id in ('', 'mach_a')`;
    expect(row).toEqual({ n: 12, machines: 2, sum: bandwidth });
  });

  test("listed rows are kept as they came; the import leaves a receipt and one line in the audit log", async () => {
    const rows = await t.db.withProvider((tx) => tx.select().from(usageImportRows));
    expect(rows).toHaveLength(15);
    expect(rows.find(({ reason }) => reason === "credit")?.content).toMatchObject({ BilledCost: "-2.61370000000" });
    expect(rows.find(({ reason }) => reason === "malformed_row")).toMatchObject({ rowNumber: 26 });
    const [receipt] = await t.db.withProvider((tx) => tx.select().from(usageImports));
    expect(receipt).toMatchObject({
      state: "finished",
      rows: 25,
      counted: 10,
      listed: 15,
      fileName: "focus_small.csv",
    });
    const audit = await t.db.withProvider((tx) => tx.select().from(auditEntries));
    expect(audit.filter(({ action }) => action === "usage.imported")).toHaveLength(1);
  });

  test("again, gzipped and as Parquet: nothing is counted twice", async () => {
    const before = await sums("cust_acme");
    const packed = path.join(folder, "export.csv.gz");
    await writeFile(packed, gzipSync(await readFile(fixture)));
    const reasons = { ...listedReasonsOfFixture, duplicate: 10 };
    expect(await load(packed)).toMatchObject({ rows: 25, counted: 0, listed: 25, duplicates: 10, reasons });
    const parquet = path.join(folder, "export.parquet");
    const db = await (await DuckDBInstance.create(":memory:")).connect();
    await db.run(
      `copy (select * from read_csv('${fixture}', all_varchar = true, header = true, ignore_errors = true)) to '${parquet}' (format parquet)`,
    );
    const { malformed_row, ...others } = reasons;
    expect(await load(parquet)).toMatchObject({ rows: 24, counted: 0, listed: 24, reasons: others });
    expect(await sums("cust_acme")).toEqual(before);
  });

  test("a changed quantity is a conflict: listed, not counted", async () => {
    const text = (await readFile(fixture, "utf8")).replace(",4,vCPU-Hours,", ",5,vCPU-Hours,");
    const changed = path.join(folder, "restated.csv");
    await writeFile(changed, text);
    const answer = await load(changed);
    expect(answer.reasons).toMatchObject({ conflict: 1, duplicate: 9 });
    expect((await sums("cust_acme")).processor).toBe("6");
  });

  test("what is no cost-and-usage file is refused with a sentence, and kept as failed", async () => {
    const wrong = path.join(folder, "wrong.csv");
    await writeFile(wrong, "Name,Amount\na,1\n");
    await expect(load(wrong)).rejects.toThrow("This is no FOCUS file: the columns BilledCost, ChargeCategory");
    await writeFile(wrong, "");
    await expect(load(wrong)).rejects.toThrow("This is no FOCUS file");
    await copyFile(process.execPath, path.join(folder, "binary"));
    await expect(load(path.join(folder, "binary"))).rejects.toMatchObject({ code: "invalid_input" });
    await expect(load(path.join(folder, "nowhere.csv"))).rejects.toThrow("The file cannot be opened.");
    const rows = await t.db.withProvider((tx) => tx.select().from(usageImports));
    expect(rows.filter(({ state }) => state === "failed")).toHaveLength(3);
  });
});

describe("files as others write them", () => {
  const header = "BilledCost,ChargeCategory,ChargePeriodStart,ChargePeriodEnd,ConsumedQuantity,ConsumedUnit,ResourceId";
  const row = (id: string) => `0,Usage,2026-10-10T00:00Z,2026-10-11T00:00Z,1,Requests,${id}`;
  const write = async (name: string, content: string | Buffer) => {
    await writeFile(path.join(folder, name), content);
    return path.join(folder, name);
  };
  const plain = `${header}\n${row("p1")}\n`;

  test.each([
    ["semicolons", plain.replaceAll(",", ";"), "cut by semicolons"],
    ["tabs", plain.replaceAll(",", "\t"), "cut by tabs"],
    ["UTF-16", Buffer.from(`\ufeff${plain}`, "utf16le"), "written in UTF-16"],
    ["UTF-16 without a mark", Buffer.from(plain, "utf16le"), "written in UTF-16"],
    ["zip", Buffer.from("504b0304140000", "hex"), "a zip archive"],
    ["damaged zstd", Buffer.from("28b52ffd048841", "hex"), "damaged or end early"],
    ["damaged gzip", gzipSync(Buffer.from(plain.repeat(50))).subarray(0, 60), "damaged or end early"],
    ["gzip of UTF-16", gzipSync(Buffer.from(plain, "utf16le")), "written in UTF-16"],
  ])("%s: the sentence names it", async (name, content, words) => {
    await expect(load(await write(`${name}.csv`, content))).rejects.toThrow(words);
  });

  test("zstd is read as gzip is, whatever the file is called", async () => {
    const file = path.join(folder, "packed.csv");
    const db = await (await DuckDBInstance.create(":memory:")).connect();
    await db.run(`copy (select * from read_csv('${await write("plain.csv", plain)}', all_varchar = true, header = true))
      to '${file}' (format csv, header, compression zstd)`);
    expect(await load(file)).toMatchObject({ rows: 1, counted: 1 });
  });

  test("a NUL and a byte that is not UTF-8 are listed with their lines, and the others counted", async () => {
    const lines = [header, row("n1"), row("n2\0x"), row("n3"), row("n4"), row("n5")].join("\n");
    const bytes = Buffer.from(`${lines}\n`, "latin1");
    bytes[bytes.indexOf("n4") + 1] = 0xe9;
    const answer = await load(await write("bytes.csv", bytes));
    expect(answer).toMatchObject({ rows: 5, counted: 3, reasons: { bad_text: 1, malformed_row: 1 } });
    const rows = await t.db.withProvider((tx) => tx.select().from(usageImportRows));
    const listed = rows.filter(({ importId }) => importId === answer.importId);
    expect(listed.map(({ reason }) => reason).sort()).toEqual(["bad_text", "malformed_row"]);
    expect(listed.find(({ reason }) => reason === "bad_text")?.content.ResourceId).toBe("n2\ufffdx");
    expect(listed.find(({ reason }) => reason === "malformed_row")?.rowNumber).toBe(5);
  });

  test("a file of purchases has no consumed quantity", async () => {
    const file = await write(
      "purchase.csv",
      "ChargePeriodStart,ChargePeriodEnd,ChargeCategory,BilledCost\n2026-10-01T00:00:00Z,2026-11-01T00:00:00Z,Purchase,730\n",
    );
    expect(await load(file)).toMatchObject({ rows: 1, counted: 0, reasons: { purchase: 1 } });
  });

  test("a MAP of a Parquet file is read like the JSON of a CSV", async () => {
    const file = path.join(folder, "map.parquet");
    const db = await (await DuckDBInstance.create(":memory:")).connect();
    await db.run(`copy (select 1.5 as "BilledCost", 'Usage' as "ChargeCategory",
      timestamp '2026-10-10 00:00:00' as "ChargePeriodStart", timestamptz '2026-10-10 01:00:00+00' as "ChargePeriodEnd",
      6::double as "ConsumedQuantity", 'Hours' as "ConsumedUnit", 'Compute' as "ServiceCategory",
      map {'CoreCount': 4} as "SkuPriceDetails", [1, 2] as "x_list") to '${file}' (format parquet)`);
    expect((await load(file)).totals).toMatchObject({ "meter.processor": "24" });
  });
});

describe("exports of the same use, again and in parts", () => {
  const header =
    "BillingAccountId,BillingAccountName,BilledCost,ChargeCategory,ChargePeriodStart,ChargePeriodEnd,ConsumedQuantity,ConsumedUnit,ServiceName,ResourceId,SkuId,Tags";
  const row = (resource: string, quantity: number, { name = "Old", tags = "{}", more = "" } = {}) =>
    `acct-1,${name},0.1,Usage,2026-10-11T00:00:00Z,2026-10-11T01:00:00Z,${quantity},Requests,Queue,${resource},sku-1,${tags}${more}`;
  const write = async (name: string, rows: string[], more = "") => {
    await writeFile(path.join(folder, name), `${[header + more, ...rows].join("\n")}\n`);
    return path.join(folder, name);
  };
  const requestsOf = async () => Number((await sums("cust_acme")).requests ?? 0);

  test("another name, other tags, columns of a newer version: the same use, counted once", async () => {
    const before = await requestsOf();
    await load(await write("base.csv", [row("r1", 10)]));
    const again = [
      await write("named.csv", [row("r1", 10, { name: "New Ltd", tags: "{a:2}" })]),
      await write("newer.csv", [row("r1", 10, { more: ",Queues" })], ",ServiceSubcategory"),
    ];
    for (const file of again) expect(await load(file)).toMatchObject({ counted: 0, duplicates: 1 });
    expect((await requestsOf()) - before).toBe(10);
  });

  test("rows alike count each; no order of rows or parts changes anything", async () => {
    const before = await requestsOf();
    const parts = [
      await write("part1.csv", [row("r2", 5), row("r2", 6)]),
      await write("part2.csv", [row("r2", 7), row("r2", 8), row("r2", 8)]),
    ];
    expect(await load(parts)).toMatchObject({ rows: 5, counted: 5, reasons: {} });
    expect((await requestsOf()) - before).toBe(34);
    const whole = await write(
      "whole.csv",
      [8, 5, 7, 8, 6].map((quantity) => row("r2", quantity)),
    );
    for (const other of [parts.toReversed(), whole, parts[1] ?? ""])
      expect((await load(other)).reasons).toEqual({
        duplicate: [other].flat().length === 1 && other !== whole ? 3 : 5,
      });
    expect((await requestsOf()) - before).toBe(34);
  });

  test("another quantity of a use that another import recorded is a conflict, in whatever order it comes", async () => {
    const before = await requestsOf();
    await load(await write("first.csv", [row("r3", 5), row("r3", 6)]));
    for (const quantities of [
      [5, 7],
      [7, 5],
      [9, 6, 5],
    ])
      expect(
        await load(
          await write(
            "changed.csv",
            quantities.map((one) => row("r3", one)),
          ),
        ),
      ).toMatchObject({
        counted: 0,
        reasons: { conflict: 1, duplicate: quantities.length - 1 },
      });
    expect((await requestsOf()) - before).toBe(11);
  });

  test("a row that ended ahead of the import is counted by a later one, with what it came to", async () => {
    const before = await requestsOf();
    // The row's day is the 11th of October, 00:00 to 01:00.
    const early = jobRequest("test", new Date("2026-10-11T00:30:00Z"));
    const first = await load(await write("today.csv", [row("r5", 3)]), "cust_acme", early);
    expect(first).toMatchObject({ counted: 0, reasons: { rejected: 1 } });
    expect(await load(await write("today.csv", [row("r5", 9)]))).toMatchObject({ counted: 1, reasons: {} });
    expect((await requestsOf()) - before).toBe(9);
  });

  test("what a version up to 0.2 imported is known by the identity of then", async () => {
    const before = await requestsOf();
    const file = await write("former.csv", [row("r4", 5), row("r4", 6)]);
    const { rows } = await load(file);
    expect(rows).toBe(2);
    // The rows as that version stored them: other ids, and no note of the rows or their use.
    const former = readFocusRow(focusRow(header.split(","), row("r4", 5).split(",")));
    if (!("meter" in former)) throw new Error("The row is no use.");
    await owner`delete from usage_import_uses`;
    await owner`delete from usage_import_records`;
    for (const [n, quantity] of [5, 6].entries()) {
      const id = identityDigest("cust_acme", "file:cloud-a", `${hashed("r4", quantity)}-1`);
      const then = identityDigest("cust_acme", "file:cloud-a", `${former.identity.former()}-${n + 1}`);
      const moved = await owner`update usage_keys set digest = ${then} where digest = ${id}`;
      expect(moved.count).toBe(1);
    }
    expect(await load(file)).toMatchObject({ counted: 0, duplicates: 2 });
    expect((await requestsOf()) - before).toBe(11);
  });
  const hashed = (resource: string, quantity: number) => {
    const read = readFocusRow(focusRow(header.split(","), row(resource, quantity).split(",")));
    return "meter" in read ? read.identity.row : "";
  };

  test("an import that breaks off states what it has counted; the next one goes on", async () => {
    const before = await requestsOf();
    await owner`
      create function refuse_poison() returns trigger language plpgsql as $$
      begin if new.subject = 'poison' then raise exception 'poison'; end if; return new; end $$`;
    await owner`create trigger refuse_poison before insert on usage_records for each row execute function refuse_poison()`;
    const many = Array.from({ length: 2500 }, (_, n) => row(n === 2200 ? "poison" : `many-${n}`, 1));
    const file = await write("many.csv", many);
    await expect(load(file)).rejects.toThrow();
    await owner`drop trigger refuse_poison on usage_records`;
    const [receipt] = await t.db.withProvider((tx) =>
      tx.select().from(usageImports).where(eq(usageImports.fileName, "many.csv")),
    );
    expect(receipt).toMatchObject({ state: "failed", rows: 2000, counted: 2000, listed: 0 });
    // What was read ahead is no part of it.
    expect(receipt?.totals).toMatchObject({ "meter.requests": "2000", "quantity.Requests": "2000" });
    expect((await requestsOf()) - before).toBe(2000);
    expect(await load(file)).toMatchObject({ counted: 500, duplicates: 2000 });
    expect((await requestsOf()) - before).toBe(2500);
  });
});

describe("a dry run, and an import that goes on", () => {
  const header = "BilledCost,ChargeCategory,ChargePeriodStart,ChargePeriodEnd,ConsumedQuantity,ConsumedUnit,ResourceId";
  const row = (id: string, quantity = 1) =>
    `0.1,Usage,2026-10-12T00:00:00Z,2026-10-12T01:00:00Z,${quantity},Requests,${id}`;
  const written = async (name: string, rows: string[]) => {
    await writeFile(path.join(folder, name), `${[header, ...rows].join("\n")}\n`);
    return { customerId: "cust_acme", cloudId: "cloud-a", files: [{ path: path.join(folder, name), name }] };
  };
  const stored = async () => {
    const [counts] = await owner`
      select (select count(*) from usage_records) as records, (select count(*) from usage_ticks) as ticks,
             (select count(*) from usage_imports) as imports, (select count(*) from usage_import_rows) as rows,
             (select count(*) from usage_import_uses) as uses, (select count(*) from audit_entries) as audit,
             (select count(*) from usage_authorities) as authorities`;
    return counts;
  };

  test("a dry run says what the import then does, and stores nothing", async () => {
    await importFocus(job(), await written("dry-before.csv", [row("d1"), row("d2", 5)]));
    const given = await written("dry.csv", [row("d1"), row("d2", 6), row("d3"), row("d3"), "0.1,Credit,,,,,"]);
    const before = await stored();
    const seen: number[][] = [];
    const watch = async ({ rows, expected }: { rows: number; expected: number }) => void seen.push([rows, expected]);
    const { importId: _, ...looked } = await importFocus(job(), given, { preview: true, watch });
    expect(looked).toMatchObject({ rows: 5, counted: 2, reasons: { duplicate: 1, conflict: 1, credit: 1 } });
    expect(await stored()).toEqual(before);
    expect(seen.at(0)).toEqual([0, 5]);
    expect(seen.at(-1)).toEqual([5, 5]);
    const { importId, ...done } = await importFocus(job(), given);
    expect(done).toEqual(looked);
  });

  test.each(["before", "after"])("cut off %s a part was noted, it goes on with the same receipt", async (when) => {
    const name = `cut-${when}.csv`;
    const rows = Array.from({ length: 2500 }, (_, n) => row(`${when}-${n % 2400}`));
    const given = await written(name, [...rows, "0.1,Tax,,,,,"]);
    const importId = `impt_cut_${when}`;
    const before = Number((await sums("cust_acme")).requests);
    if (when === "before")
      // Recorded, and then the process ends before the note and the receipt.
      await owner.unsafe(`
        create function cut() returns trigger language plpgsql as $$
        begin if new.rows = 2000 then raise exception 'cut'; end if; return new; end $$;
        create trigger cut before update on usage_imports for each row execute function cut()`);
    const watch = async ({ rows }: { rows: number }) => {
      if (when === "after" && rows === 2000) throw new Error("cut");
    };
    await expect(importFocus(job(), given, { importId, watch })).rejects.toThrow();
    if (when === "before") await owner.unsafe("drop trigger cut on usage_imports; drop function cut()");
    // A process that was killed leaves it as running.
    await owner`update usage_imports set state = 'running' where id = ${importId}`;
    const done = await importFocus(job(), given, { importId });
    expect(done).toMatchObject({ rows: 2501, counted: 2500, listed: 1, duplicates: 0, reasons: { tax: 1 } });
    expect(done.totals).toMatchObject({ rows: "2501", "rows.counted": "2500", "meter.requests": "2500" });
    expect(Number((await sums("cust_acme")).requests) - before).toBe(2500);
    const kept = await t.db.withProvider((tx) =>
      tx.select().from(usageImportRows).where(eq(usageImportRows.importId, importId)),
    );
    expect(kept).toHaveLength(1);
    expect(await importFocus(job(), given, { importId })).toEqual(done);
    await writeFile(given.files[0]?.path ?? "", `${header}\n${row("other")}\n`);
    await expect(importFocus(job(), given, { importId })).rejects.toThrow("begun with other files");
  });
});

describe.skipIf(!existsSync(sample))("the real sample (../shared/data; skipped where it is not there)", () => {
  test("1,000 rows: all counted or listed, cost and quantities to the last digit", async () => {
    const answer = await load(sample, "cust_other");
    expect(answer.rows).toBe(1000);
    expect(answer.counted + answer.listed).toBe(1000);
    expect(Object.values(answer.reasons).reduce((a, b) => a + b, 0)).toBe(answer.listed);
    expect(answer.totals.billedCost).toBe("20.52022672899");
    expect(answer.reasons).toMatchObject({ credit: 1, adjustment: 2 });
    const counted = await sums("cust_other");
    for (const [meter, total] of Object.entries(counted)) expect(answer.totals[`meter.${meter}`]).toBe(total);
    expect(Object.keys(counted).sort()).toEqual(["bandwidth", "memory", "processor", "requests"]);
    expect(answer.counted).toBeGreaterThan(500);
    const again = await load(sample, "cust_other");
    expect(again).toMatchObject({ counted: 0, duplicates: answer.counted });
    expect(await sums("cust_other")).toEqual(counted);
  });
});
