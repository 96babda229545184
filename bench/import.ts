import { createWriteStream, mkdtempSync, rmSync, statSync } from "node:fs";
import { tmpdir } from "node:os";
import { basename, join } from "node:path";
import { Readable } from "node:stream";
import { pipeline } from "node:stream/promises";
import { DuckDBInstance } from "@duckdb/node-api";
import { peakMemoryOf } from "./peak-memory";
import { environment, programOf } from "./web";
import { type Bench, type Customer, settleAll } from "./world";

const hourMs = 3_600_000;
const firstHour = Date.parse("2026-10-01T00:00:00Z");
const resources = 1000;
const columns = [
  ...["BilledCost", "BillingAccountId", "BillingCurrency", "BillingPeriodEnd", "BillingPeriodStart", "ChargeCategory"],
  ...["ChargeClass", "ChargeDescription", "ChargePeriodEnd", "ChargePeriodStart", "ConsumedQuantity", "ConsumedUnit"],
  ...["ContractedCost", "EffectiveCost", "InvoiceIssuerName", "ListCost", "PricingQuantity", "PricingUnit"],
  ...["ProviderName", "PublisherName", "RegionId", "ResourceId", "ServiceCategory", "ServiceName", "SkuId"],
  ...["SkuPriceId", "SubAccountId", "Tags"],
];

const megabytes = (bytes: number) => `${(bytes / 1e6).toFixed(0)} MB`;

/**
 * A FOCUS export as CSV, a row for each hour of a thousand machines, imported by the command line from the file to the
 * finished receipt, with its start: against DuckDB reading the same file. Each import is of machines that no other has.
 * Megabytes a second, and the most memory of the command and of its reader, go to standard error.
 */
export const imports: Bench = async function* (world, scale) {
  const rows = Math.max(1000, Math.round(500_000 * scale));
  const folder = mkdtempSync(join(tmpdir(), "spillway-bench-import-"));
  const [customer] = (await world.customers(1, 1)) as [Customer];
  const duck = await (await DuckDBInstance.create(":memory:", { threads: "1" })).connect();
  const files = new Map<number, string>();
  let made = 0;
  const fileOf = async (size: number) => {
    const file = join(folder, `${++made}.csv`);
    await write(file, size, made);
    process.stderr.write(`import: ${size} rows are ${megabytes(statSync(file).size)}\n`);
    return file;
  };
  try {
    yield {
      what: `a FOCUS export, CSV, ${rows} rows`,
      size: rows,
      unit: "/s",
      noun: "rows",
      subject: async (size) => {
        await settleAll();
        const file = await fileOf(size);
        const bytes = statSync(file).size;
        const words = ["import", "focus", file, "--customer", customer.id, "--cloud", "cloud-a"];
        return async () => {
          const begun = performance.now();
          const most = await peakMemoryOf(
            [programOf("cli"), ...words],
            environment(world.databaseUrl, "http://127.0.0.1"),
          );
          const rate = bytes / 1e3 / (performance.now() - begun);
          process.stderr.write(
            `import: ${size} rows at ${rate.toFixed(2)} MB/s, at most ${most.map(megabytes).join(" and ")}\n`,
          );
          rmSync(file);
          const [last] = await world.bare`select counted from usage_imports where file_name = ${basename(file)}`;
          if (last?.counted !== size) throw new Error(`${last?.counted} of ${size} rows were counted.`);
        };
      },
      floors: [
        {
          name: "DuckDB reads the file",
          prepare: async (size) => {
            const file = files.get(size) ?? (await fileOf(size));
            files.set(size, file);
            return () =>
              duck.runAndReadAll(
                `SELECT count(*), sum(ConsumedQuantity::DECIMAL(38, 9)), count(DISTINCT ResourceId)
                   FROM read_csv('${file}', all_varchar = true, header = true)`,
              );
          },
        },
      ],
    };
  } finally {
    duck.closeSync();
    rmSync(folder, { recursive: true, force: true });
  }
};

function write(file: string, rows: number, part: number): Promise<void> {
  function* lines() {
    yield `${columns.join(",")}\n`;
    for (let n = 0; n < rows; n++) yield `${line(n, part)}\n`;
  }
  return pipeline(Readable.from(lines()), createWriteStream(file));
}

function line(n: number, part: number): string {
  const start = firstHour + Math.floor(n / resources) * hourMs;
  const at = (time: number) => `${new Date(time).toISOString().slice(0, 19)}Z`;
  const cost = ((n % 97) / 1000).toFixed(6);
  return [
    ...[cost, "acct-1", "EUR", "2026-12-01T00:00:00Z", "2026-10-01T00:00:00Z", "Usage", "", "Compute by the hour"],
    ...[at(start + hourMs), at(start), `${1 + (n % 7)}.25`, "vCPU-Hours", cost, cost, "Bench Cloud", cost],
    ...[`${1 + (n % 7)}.25`, "vCPU-Hours", "Bench Cloud", "Bench Cloud", "eu-1", `res-${part}-${n % resources}`],
    ...["Compute", "Virtual Machines", `SKU-${n % 40}`, `PRICE-${n % 40}`, "sub-1", `"{""team"":""t${n % 20}""}"`],
  ].join(",");
}
