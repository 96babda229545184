import type { Locator, Page } from "@playwright/test";

export type TableRow = Record<string, string>;

/** A table by its label. */
export const tableNamed = (page: Page, name: string | RegExp): Locator => page.getByRole("table", { name });

const oneLine = (text: string) => text.replace(/\s+/g, " ").trim();

/**
 * The rows of a table as it is seen, keyed by heading (with the unit that stands in it: "Used GiB"). The line that says
 * that there is nothing, and opened details, are left out.
 */
export async function readTable(table: Locator): Promise<TableRow[]> {
  const heads = (await table.getByRole("columnheader").allInnerTexts()).map(oneLine);
  const found: TableRow[] = [];
  for (const row of await table.getByRole("row").all()) {
    const cells = await row.getByRole("cell").allInnerTexts();
    if (cells.length !== heads.length) continue;
    found.push(Object.fromEntries(cells.map((cell, at) => [heads[at] || `column ${at + 1}`, oneLine(cell)])));
  }
  return found;
}
