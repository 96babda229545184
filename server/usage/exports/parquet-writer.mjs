// Writes a table of texts (CSV, empty for null) as Parquet, in a process of its own: DuckDB gets a memory limit and
// reads and writes row by row. Argument: {"source","target","memoryLimit","columns":[{"name","type"}]} as JSON.
import { DuckDBInstance } from "@duckdb/node-api";

/** @typedef {{ name: string, type: "text" | "decimal" | "time" }} Column */

/** @type {{ source: string, target: string, memoryLimit: string, columns: Column[] }} */
const { source, target, memoryLimit, columns } = JSON.parse(process.argv[2] ?? "{}");
/** @param {string} text */
const quoted = (text) => `'${text.replaceAll("'", "''")}'`;
/** @param {string} name */
const column = (name) => `"${name.replaceAll('"', '""')}"`;

/** What a decimal of Parquet holds at most, and the digits that it has behind the point where fewer are needed. */
const [DIGITS, DECIMALS] = [38, 18];

async function main() {
  const instance = await DuckDBInstance.create(":memory:", { memory_limit: memoryLimit, threads: "1" });
  const db = await instance.connect();
  await db.run("SET autoinstall_known_extensions = false; SET autoload_known_extensions = false");
  const names = columns.map(({ name }) => `${quoted(name)}: 'VARCHAR'`).join(", ");
  const from = `read_csv(${quoted(source)}, columns = {${names}}, auto_detect = false, header = true, delim = ',',
    quote = '"', escape = '"', new_line = '\\n', parallel = false)`;
  const decimals = columns.filter(({ type }) => type === "decimal").map(({ name }) => column(name));
  const found = await db.runAndReadAll(
    `SELECT ${decimals
      .flatMap((name) => [
        `coalesce(max(length(split_part(${name}, '.', 1))), 1)::INTEGER`,
        `coalesce(max(length(split_part(${name}, '.', 2))), 0)::INTEGER`,
      ])
      .join(", ")} FROM ${from}`,
  );
  const lengths = (found.getRows()[0] ?? []).map(Number);
  /** Exact in any case: a column whose figures no decimal holds together stays text. @param {Column} of */
  const typed = ({ name, type }) => {
    if (type === "text") return column(name);
    if (type === "time") return `${column(name)}::TIMESTAMPTZ AS ${column(name)}`;
    const at = decimals.indexOf(column(name)) * 2;
    const [whole = 1, fraction = 0] = lengths.slice(at, at + 2);
    if (whole + fraction > DIGITS) return column(name);
    const scale = Math.min(Math.max(fraction, DECIMALS), DIGITS - whole);
    return `${column(name)}::DECIMAL(${DIGITS}, ${scale}) AS ${column(name)}`;
  };
  await db.run(
    `COPY (SELECT ${columns.map(typed).join(", ")} FROM ${from}) TO ${quoted(target)} (FORMAT parquet, COMPRESSION zstd)`,
  );
}

main().catch((error) => {
  process.stderr.write(String(error.message ?? error));
  process.exitCode = 1;
});
