// Reads a cost-and-usage file in a process of its own, so that neither its size nor its faults touch the server: DuckDB
// gets a memory limit and a folder to spill to. One JSON object a line on stdout:
//   {"columns":[…]}  {"rows":[[…],…]} …  {"rejects":[{"line":7,"text":"…"}]}  {"totals":{"rows":"…","billedCost":"…"}}
// or {"error":"…"}. Argument: {"path","temporary","memoryLimit"} as JSON.
import { createReadStream, createWriteStream } from "node:fs";
import { open } from "node:fs/promises";
import path from "node:path";
import { pipeline } from "node:stream/promises";
import { createGunzip } from "node:zlib";
import { DuckDBInstance } from "@duckdb/node-api";

/** @typedef {import("@duckdb/node-api").DuckDBConnection} Connection */

/** @type {{ path: string, temporary: string, memoryLimit: string }} */
const { path: file, temporary, memoryLimit } = JSON.parse(process.argv[2] ?? "{}");
/** @param {string} text */
const quoted = (text) => `'${text.replaceAll("'", "''")}'`;

/** Writes one line of the answer, and waits while its reader is behind. @param {object} message */
async function write(message) {
  if (!process.stdout.write(`${JSON.stringify(message)}\n`))
    await new Promise((go) => process.stdout.once("drain", go));
}

/** @param {string} name */
async function firstBytes(name) {
  const handle = await open(name);
  try {
    return (await handle.read(Buffer.alloc(4), 0, 4, 0)).buffer;
  } finally {
    await handle.close();
  }
}

const UTF_16 = "it is written in UTF-16. Save it as UTF-8.";
/** What files begin with that are no table which is read here, and what to do about it. */
const OTHERS = /** @type {const} */ ([
  ["504b0304", "it is a zip archive. Unpack it."],
  ["fffe", UTF_16],
  ["feff", UTF_16],
  ["28b52ffd", "it is compressed with zstd. Unpack it, or compress it with gzip."],
  ["425a68", "it is compressed with bzip2. Unpack it, or compress it with gzip."],
  ["fd377a58", "it is compressed with xz. Unpack it, or compress it with gzip."],
]);

/** @param {string} name @throws Error with a sentence where the file's first bytes are those of another kind of file */
async function requireTable(name) {
  const begin = await firstBytes(name);
  const other = OTHERS.find(([bytes]) => begin.toString("hex").startsWith(bytes));
  if (other) throw new Error(other[1]);
  // A table begins with a letter: the byte next to it is zero where each takes two.
  if ((begin[0] === 0) !== (begin[1] === 0)) throw new Error(UTF_16);
}

/**
 * The delimiter must be a comma: a header of one column is cut by another, or it is none.
 * @param {readonly string[]} columns @throws Error with a sentence that names the delimiter
 */
function requireCommas(columns) {
  const header = columns.length === 1 ? (columns[0] ?? "") : "";
  for (const [mark, name] of [
    [";", "semicolons"],
    ["\t", "tabs"],
    ["|", "bars"],
  ])
    if (mark && header.split(mark).length > 3) throw new Error(`its cells are cut by ${name}. Cut them by commas.`);
}

/** The file, unpacked into the temporary folder if it is gzipped, whatever it is called. */
async function unpacked() {
  await requireTable(file);
  const [a, b] = await firstBytes(file);
  if (a !== 0x1f || b !== 0x8b) return file;
  const plain = path.join(temporary, "unpacked");
  await pipeline(createReadStream(file), createGunzip(), createWriteStream(plain));
  await requireTable(plain);
  return plain;
}

async function main() {
  const source = await unpacked();
  const parquet = (await firstBytes(source)).toString("latin1") === "PAR1";
  const instance = await DuckDBInstance.create(":memory:", { memory_limit: memoryLimit, threads: "1" });
  const db = await instance.connect();
  await db.run(`SET temp_directory = ${quoted(temporary)}`);
  await db
    .run("SET autoinstall_known_extensions = false; SET autoload_known_extensions = false; SET TimeZone = 'UTC'")
    .catch(() => db.run("SET autoinstall_known_extensions = false; SET autoload_known_extensions = false"));
  const csv = `read_csv(${quoted(source)}, all_varchar = true, header = true, delim = ',', quote = '"', escape = '"',
    store_rejects = true, rejects_limit = 0)`;
  const from = parquet ? `read_parquet(${quoted(source)})` : csv;
  const result = await db.stream(`SELECT ${await texts(db, from)} FROM ${from}`);
  const columns = result.columnNames();
  if (!parquet) requireCommas(columns);
  await write({ columns });
  for (let chunk = await result.fetchChunk(); chunk && chunk.rowCount > 0; chunk = await result.fetchChunk())
    await write({ rows: chunk.getRows() });
  if (!parquet) await writeRejects(db);
  await writeTotals(db, from, columns);
}

/**
 * Every column as text; those that hold maps, lists or structures, as Parquet can, as JSON.
 * @param {Connection} db @param {string} from
 */
async function texts(db, from) {
  const described = await db.runAndReadAll(`DESCRIBE SELECT * FROM ${from}`);
  return described
    .getRows()
    .map(([name, type]) => {
      const column = `"${String(name).replaceAll('"', '""')}"`;
      return /[([]/.test(String(type).replace(/^(DECIMAL|TIMESTAMP)\(.*\)$/, ""))
        ? `to_json(${column})::VARCHAR AS ${column}`
        : `${column}::VARCHAR AS ${column}`;
    })
    .join(", ");
}

/** Lines that are no rows: a quote that never ends, too many or too few cells. @param {Connection} db */
async function writeRejects(db) {
  const rejects = await db.runAndReadAll(
    "SELECT line::BIGINT::VARCHAR, any_value(csv_line) FROM reject_errors GROUP BY line ORDER BY line",
  );
  await write({ rejects: rejects.getRows().map(([line, text]) => ({ line: Number(line), text: text ?? "" })) });
}

/**
 * Rows and cost by a second reading, to check the first against.
 * @param {Connection} db @param {string} from @param {string[]} columns
 */
async function writeTotals(db, from, columns) {
  const cost = columns.find((name) => name.toLowerCase() === "billedcost");
  const sum = cost
    ? `coalesce(sum(try_cast(trim("${cost.replaceAll('"', '""')}"::VARCHAR) AS DECIMAL(38, 18))), 0)`
    : "0";
  // The hash makes it read every cell: a line is a row in the first reading where all of its cells can be read.
  const totals = await db.runAndReadAll(
    `SELECT count(*)::VARCHAR, (${sum})::VARCHAR, bit_xor(hash(*COLUMNS(*))) FROM ${from}`,
  );
  const [rows, billedCost] = totals.getRows()[0] ?? [];
  await write({ totals: { rows, billedCost } });
}

main().catch(async (error) => {
  const [first = ""] = String(error.message ?? error).split("\n");
  const uneven = "its lines do not have the same cells, or a quote never ends.";
  await write({ error: /sniffing/.test(error.message) ? uneven : first.replaceAll(file, "the file") });
  process.exitCode = 1;
});
