import type { Locator, Page } from "@playwright/test";

export type TableRow = Record<string, string>;

/** A table by its label. */
export const tableNamed = (page: Page, name: string | RegExp): Locator => page.getByRole("table", { name });

/**
 * The rows of a table as it is seen, keyed by heading (with the unit that stands in it: "Used GiB"). The line that says that there is nothing, opened
 * details and the total's line are left out.
 */
export async function readTable(table: Locator): Promise<TableRow[]> {
  return table.evaluate((element) => {
    const node = element as HTMLTableElement;
    const text = (cell: HTMLElement) => cell.innerText.replace(/\s+/g, " ").trim();
    const heads = [...(node.tHead?.rows[0]?.cells ?? [])].map(text);
    const rows = [...node.tBodies].flatMap((body) => [...body.rows]);
    return rows
      .filter((row) => row.cells.length === heads.length)
      .map((row) =>
        Object.fromEntries([...row.cells].map((cell, at) => [heads[at] || `column ${at + 1}`, text(cell)])),
      );
  });
}
