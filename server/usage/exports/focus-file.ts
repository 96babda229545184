import { Readable } from "node:stream";
import { csvResponse } from "../../http/csv";
import { fileWriting } from "../../http/fair-share";
import type { Page } from "../../pagination";
import type { FocusColumn } from "./focus-columns";
import type { ExportFormat } from "./input";
import { writeParquet } from "./write-parquet";

/**
 * A FOCUS export as a download. The first page is read before anything is answered, so that a refusal is an answer of
 * its own; CSV is sent as it is read, Parquet when it is whole. In CSV a name that a spreadsheet would run as a formula
 * begins with an apostrophe, as in every list; ids, times and quantities never change, and Parquet holds names as they
 * are.
 * @param name of the file, without its day
 * @param askedBy an actor's id: one writes one Parquet file at a time in a process (server/web-share.mjs)
 * @throws what reading throws; rate_limited for a fourth Parquet file of one actor at once
 */
export async function focusFile<Row>(
  {
    name,
    columns,
    format,
    now,
    askedBy,
  }: { name: string; columns: readonly FocusColumn<Row>[]; format: ExportFormat; now: Date; askedBy: string },
  page: (cursor: string | null) => Promise<Page<Row>>,
): Promise<Response> {
  if (format === "csv") return csvResponse(name, now, [...columns], page);
  async function* pages() {
    for (let got = await page(null); ; got = await page(got.nextCursor)) {
      yield got.rows;
      if (got.nextCursor === null) return;
    }
  }
  const share = fileWriting();
  const file = await share.admit(askedBy, () => share.run(askedBy, () => writeParquet(columns, pages())));
  const { size } = await file.stat();
  return new Response(Readable.toWeb(file.createReadStream()) as BodyInit, {
    headers: {
      "content-type": "application/vnd.apache.parquet",
      "content-length": String(size),
      "content-disposition": `attachment; filename="${name}-${now.toISOString().slice(0, 10)}.parquet"`,
      "cache-control": "no-store",
    },
  });
}
