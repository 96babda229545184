// Reads a cost-and-usage file in a process of its own, so that neither its size nor its faults touch the server: DuckDB
// gets a memory limit and a folder to spill to. One JSON object a line on stdout:
//   {"columns":[…]}  {"totals":{"rows":"…","billedCost":"…"}}  {"rows":[[…],…]} …  {"rejects":[{"line":7,"text":"…"}]}
// or {"error":"…"}. Argument: {"path","temporary","memoryLimit","unpackedBytes"} as JSON.
import { createReadStream, createWriteStream } from "node:fs";
import { open } from "node:fs/promises";
import path from "node:path";
import { Transform } from "node:stream";
import { pipeline } from "node:stream/promises";
import { createGunzip } from "node:zlib";
import { DuckDBInstance } from "@duckdb/node-api";

/** @typedef {import("@duckdb/node-api").DuckDBConnection} Connection */

/** As many as are recorded by one transaction; DuckDB has its own idea. */
const rowsAtOnce = 1000;

/** @type {{ path: string, temporary: string, memoryLimit: string, unpackedBytes: number }} */
const { path: file, temporary, memoryLimit, unpackedBytes } = JSON.parse(process.argv[2] ?? "{}");
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

/** Unpacks zstd, a piece at a time. */
async function createUnzstd() {
  const { Decompress } = await import("fzstd");
  /** @type {Transform} */
  const unpacking = new Transform({
    transform: (piece, _, done) => step(() => stream.push(piece), done),
    // Throws where the data end early.
    flush: (done) => step(() => stream.push(new Uint8Array(0), true), done),
  });
  const stream = new Decompress((piece) => unpacking.push(piece));
  return unpacking;
}

/** @param {() => void} work @param {(error?: Error) => void} done */
function step(work, done) {
  try {
    work();
    done();
  } catch (error) {
    done(/** @type {Error} */ (error));
  }
}

/** @returns {Transform} */
function bounded() {
  let bytes = 0;
  return new Transform({
    transform(piece, _, done) {
      bytes += piece.length;
      if (bytes <= unpackedBytes) done(null, piece);
      else done(new TooMuch(`it unpacks to more than ${Math.floor(unpackedBytes / 1024 ** 3)} GiB. Split it.`));
    },
  });
}
class TooMuch extends Error {}

/** The file, unpacked into the temporary folder if it is compressed, whatever it is called. */
async function unpacked() {
  await requireTable(file);
  const begin = (await firstBytes(file)).toString("hex");
  const unpack = begin.startsWith("1f8b") ? createGunzip() : begin === "28b52ffd" ? await createUnzstd() : null;
  if (!unpack) return file;
  const plain = path.join(temporary, "unpacked");
  await pipeline(createReadStream(file), unpack, bounded(), createWriteStream(plain)).catch((error) => {
    if (error instanceof TooMuch || error.code === "ENOSPC") throw error;
    throw new Error("its compressed data are damaged or end early. Compress it again.");
  });
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
    compression = 'none', store_rejects = true, rejects_limit = 0)`;
  const from = parquet ? `read_parquet(${quoted(source)})` : csv;
  const described = (await db.runAndReadAll(`DESCRIBE SELECT * FROM ${from}`)).getRows();
  const columns = described.map(([name]) => String(name));
  if (!parquet) requireCommas(columns);
  await write({ columns });
  await writeTotals(db, from, columns);
  const result = await db.stream(`SELECT ${texts(described)} FROM ${from}`);
  const rows = [];
  for (let chunk = await result.fetchChunk(); chunk && chunk.rowCount > 0; chunk = await result.fetchChunk()) {
    rows.push(...chunk.getRows());
    while (rows.length >= rowsAtOnce) await write({ rows: rows.splice(0, rowsAtOnce) });
  }
  if (rows.length > 0) await write({ rows });
  if (!parquet) await writeRejects(db);
}

/**
 * Every column as text; those that hold maps, lists or structures, as Parquet can, as JSON.
 * @param {readonly unknown[][]} described name and type of each
 */
function texts(described) {
  return described
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
 * Rows and cost by a reading of its own, before the first row: what the rows are checked against, and how many come.
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
