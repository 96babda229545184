import { ReadableStream } from "node:stream/web";

/** One column of an export: its head, and how a row's cell is written. */
export type CsvColumn<Row> = {
  head: string;
  of: (row: Row) => string | number | bigint | Date | boolean | null | undefined;
};

/**
 * A cell after RFC 4180. Text that a spreadsheet would run as a formula stays text by a leading apostrophe; a number
 * stays one. Whatever a spreadsheet may take for a separator is quoted, or a formula could begin behind it.
 */
export function csvCell(value: ReturnType<CsvColumn<unknown>["of"]>): string {
  if (value === null || value === undefined) return "";
  if (value instanceof Date) return value.toISOString();
  const formula = typeof value === "string" && /^[=+\-@\t\r\n]/.test(value) && !/^-?\d+(\.\d+)?$/.test(value);
  const text = formula ? `'${value}` : String(value);
  return /[",;\t\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}

/** A file name's day: 2026-11-21. */
const day = (at: Date) => at.toISOString().slice(0, 10);

/**
 * A list as a CSV download: read page by page until there is no further one, sent as it is read, so that any number of
 * rows fits. The first page is read before anything is answered, so that a refusal is an answer of its own. A failure
 * in the midst ends the download with an error instead of a file that looks whole.
 */
export async function csvResponse<Row>(
  name: string,
  now: Date,
  columns: CsvColumn<Row>[],
  page: (cursor: string | null) => Promise<{ rows: Row[]; nextCursor: string | null }>,
): Promise<Response> {
  const encoder = new TextEncoder();
  const line = (cells: string[]) => encoder.encode(`${cells.join(",")}\r\n`);
  const first = await page(null);
  async function* lines() {
    yield line(columns.map((column) => csvCell(column.head)));
    for (let got = first; ; got = await page(got.nextCursor)) {
      for (const row of got.rows) yield line(columns.map((column) => csvCell(column.of(row))));
      if (got.nextCursor === null) return;
    }
  }
  return new Response(ReadableStream.from(lines()) as BodyInit, {
    headers: {
      "content-type": "text/csv; charset=utf-8",
      "content-disposition": `attachment; filename="${name}-${day(now)}.csv"`,
      "cache-control": "no-store",
    },
  });
}
