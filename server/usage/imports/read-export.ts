import type { Context } from "../../context";
import { learnAccounts, type RowMapping } from "../mappings/row-mapping";
import { focusRow, type ReadRow, readFocusRow } from "./focus-row";
import { checkedColumns, type File, type ListedRow } from "./import-receipt";
import type { SecondReading } from "./import-totals";
import { readFocusFile } from "./read-focus-file";

type Cells = readonly (string | null)[];

/** A row of an export, numbered through all its files. */
export type ExportRow = { number: number; cells: Cells; read: ReadRow };

/**
 * Of each file: how many rows it and the files before it have, up to 1,000 rows at once, the lines that are no rows,
 * and what a second reading of the whole file comes to.
 */
export type ExportPart =
  | { expected: number }
  | { columns: readonly string[]; rows: ExportRow[] }
  | { rejects: ListedRow[] }
  | { sums: SecondReading };

/** How far a reading is: so many rows, of so many that the files read so far have. */
export type ReadSoFar = { rows: number; expected: number };
/** Is given it after each part; a throw ends the reading. */
export type Watch = (soFar: ReadSoFar) => Promise<void>;

/** By which rules an export is read, and where the customers are looked up that its rows name. */
export type Reader = {
  cloudId: string;
  mapping: RowMapping;
  inTransaction: <T>(work: (ctx: Context) => Promise<T>) => Promise<T>;
};

/**
 * Reads the files of an export one after the other, part by part.
 * @throws DomainError invalid_input for a file that is no cost-and-usage file
 */
export async function* readExport(
  files: readonly File[],
  { cloudId, mapping, inTransaction }: Reader,
): AsyncGenerator<ExportPart> {
  let [columns, number]: [string[], number] = [[], 0];
  for (const { path } of files) {
    const before = number;
    let sums: SecondReading | null = null;
    for await (const part of readFocusFile(path)) {
      if ("columns" in part) columns = checkedColumns(part.columns);
      else if ("totals" in part) {
        sums = part.totals;
        yield { expected: before + Number(sums.rows) };
      } else if ("rejects" in part) {
        number += part.rejects.length;
        yield {
          // In a file of many customers it is not known whose such a line is: the import's customer may not read it.
          rejects: part.rejects.map(({ line, text }) => ({
            ...{ number: before + line, reason: "malformed_row" as const },
            content: mapping.rules.columns.customer === null ? { line: text } : {},
          })),
        };
      } else {
        const named = part.rows.map((cells) => ({ cells, row: focusRow(columns, cells) }));
        await learnAccounts(
          inTransaction,
          cloudId,
          mapping,
          named.map(({ row }) => row),
        );
        const rows = named.map(({ cells, row }) => {
          const read = readFocusRow(row, mapping);
          number += 1;
          return { number, cells, read };
        });
        yield { columns, rows };
      }
    }
    if (sums) yield { sums };
  }
}

/** Reads the next part while the one before is worked on. What is wrong with it is thrown when its turn comes. */
export async function* readAhead<T>(parts: AsyncGenerator<T>): AsyncGenerator<T> {
  const read = () => {
    const next = parts.next();
    next.catch(() => {}); // Awaited below.
    return next;
  };
  try {
    for (let next = read(); ; ) {
      const { done, value } = await next;
      if (done) return;
      next = read();
      yield value;
    }
  } finally {
    await parts.return(undefined);
  }
}

/** A row's cells by the names of their columns, without those that are empty. */
export const contentOf = (columns: readonly string[], cells: Cells): Record<string, string> =>
  Object.fromEntries(
    columns.flatMap((name, n) => {
      const text = cells[n];
      return text == null ? [] : [[name, text]];
    }),
  );
