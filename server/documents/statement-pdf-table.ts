import { setImmediate as nextTurn } from "node:timers/promises";
import { type DocumentFormat, taxShort } from "./document-format";
import { type Box, inner, type PdfPage, type Style } from "./pdf-page";
import type { DocumentPart, StatementDocument } from "./statement-document";

type Column = Box & { head: string; align: "left" | "right" };

/** The columns, with a tax where the statement has any. */
function columnsOf({
  currency,
  taxes,
}: StatementDocument): Record<"what" | "quantity" | "rate" | "tax" | "amount", Column> {
  const taxed = taxes.length > 0;
  const widths = { quantity: 74, rate: 52, tax: taxed ? 70 : 0, amount: 80 };
  const what = inner.width - widths.quantity - widths.rate - widths.tax - widths.amount;
  let x = inner.x;
  const next = (head: string, width: number, align: "left" | "right"): Column => {
    const column = { head, x, width: width - 8, align };
    x += width;
    return align === "right" ? { ...column, x: column.x + 8 - (x >= inner.x + inner.width ? 4 : 0) } : column;
  };
  return {
    what: next("Description", what, "left"),
    quantity: next("Quantity", widths.quantity, "right"),
    rate: next("Rate", widths.rate, "right"),
    tax: next("VAT", widths.tax, "right"),
    amount: next(`Amount in ${currency}`, widths.amount, "right"),
  };
}

/** So many rows are drawn at once. */
const turn = 25;
const small: Style = { size: 7.5, color: "#5d6d73" };

/** The fees and lines, each with why it comes to its amount; the heads stand on each sheet. */
export async function partsTable(page: PdfPage, of: StatementDocument, format: DocumentFormat): Promise<void> {
  const columns = columnsOf(of);
  const shown = Object.values(columns).filter(({ width }) => width > 0);
  const table = page.element("Table", undefined, { title: "Fees and use" });
  const drawHead = () => {
    page.artifact(() => page.pdf.rect(inner.x, page.y, inner.width, 18).fill("#f0f3f3"));
    for (const { head, ...place } of shown)
      page.mark(head, { ...place, ...inset(place) }, { size: 7.5, weight: 600, align: place.align }, page.y + 4);
    page.y += 22;
  };
  const head = page.element("TR", page.element("THead", table));
  page.room(60);
  page.artifact(() => page.pdf.rect(inner.x, page.y, inner.width, 18).fill("#f0f3f3"));
  for (const { head: text, ...place } of shown)
    page.write(
      page.element("TH", head, { scope: "Column" }),
      text,
      { ...place, ...inset(place) },
      { size: 7.5, weight: 600, align: place.align },
      page.y + 4,
    );
  page.y += 22;
  const body = page.element("TBody", table);
  for (const [n, part] of of.parts.entries()) {
    // Requests of others are answered in between.
    if (n % turn === turn - 1) await nextTurn();
    const { detail, cells } = cellsOf(part, format, of);
    const what = { ...columns.what, ...inset(columns.what) };
    const height = page.height(part.title, what.width, { weight: 600 }) + page.height(detail, what.width, small) + 6;
    if (page.room(height)) drawHead();
    const row = page.element("TR", body);
    const first = page.element("TH", row, { scope: "Row" });
    const top = page.y;
    page.y = page.write(page.element("P", first), part.title, what, { weight: 600 });
    page.y = page.write(page.element("P", first), detail, what, small);
    for (const [name, text] of Object.entries(cells))
      if (columns[name as keyof typeof cells].width > 0)
        page.write(
          page.element("TD", row),
          text,
          columns[name as keyof typeof cells],
          { align: "right", size: name === "tax" ? 8 : 9 },
          top,
        );
    page.y += 4;
    page.rule(page.y - 1, "#e6ebeb");
    page.y += 3;
  }
  if (of.parts.length === 0) {
    const cell = page.element("TD", page.element("TR", body));
    page.y = page.write(cell, "No fee and no use.", { ...columns.what, ...inset(columns.what) }) + 6;
  }
}

/** The first column begins within the shade of the heads. */
const inset = ({ x, width }: Box): Partial<Box> => (x === inner.x ? { x: x + 6, width: width - 6 } : {});

function cellsOf(part: DocumentPart, format: DocumentFormat, { start, end }: StatementDocument) {
  const isOfPeriod = part.start.getTime() === start.getTime() && part.end.getTime() === end.getTime();
  const of = isOfPeriod ? "" : `${format.day(part.start)} to ${format.day(new Date(part.end.getTime() - 1))}`;
  return {
    detail: [part.detail, of, part.why]
      .filter((text) => text !== "")
      .join(". ")
      .replaceAll("..", "."),
    cells: {
      quantity: part.quantity === "" ? "" : `${format.number(part.quantity)} ${part.unit}`,
      rate: part.rate === "" ? "" : format.number(part.rate, 2),
      tax: taxShort({ category: part.taxCategory, rate: part.taxRate }, format),
      amount: format.amount(part.amountMinor),
    },
  };
}
