import { isExplained } from "../money/states";
import { paletteOf } from "../provider/palette";
import { type DocumentFormat, documentFormat, taxTitle } from "./document-format";
import { type Box, inner, PdfPage, type Style, sheet } from "./pdf-page";
import type { StatementDocument } from "./statement-document";
import { partsTable } from "./statement-pdf-table";

const soft: Style = { color: "#5d6d73", size: 8 };
const half = inner.width / 2;
const left: Box = { x: inner.x, width: half - 12 };
const right: Box = { x: inner.x + half + 12, width: half - 12 };

/**
 * A statement as a tagged PDF/A-3a; a draft is marked as one.
 * @param home the product's folder, below which its fonts are
 * @param more attaches files before it is closed
 */
export async function statementPdf(
  of: StatementDocument,
  home: string,
  more: (pdf: PDFKit.PDFDocument) => void = () => {},
): Promise<Buffer> {
  const format = documentFormat({ country: of.header.customerCountry, currency: of.currency, timeZone: of.timeZone });
  const title = of.number === null ? "Draft statement" : `Statement ${of.number}`;
  const accent = paletteOf(of.color ?? "#0b6478").light.accent;
  const page = new PdfPage(
    {
      ...{ title, author: of.header.providerName, subject: `For ${of.header.customerName}`, language: "en" },
      createdAt: of.issuedAt,
    },
    home,
  );
  if (of.number === null) page.below(() => draftMark(page));
  head(page, of, format, { title, accent });
  await partsTable(page, of, format);
  totals(page, of, format, accent);
  payment(page, of, format);
  more(page.pdf);
  return page.file((n, count) => foot(page, of, `${title}, page ${n} of ${count}`));
}

function head(
  page: PdfPage,
  of: StatementDocument,
  format: DocumentFormat,
  { title, accent }: { title: string; accent: string },
): void {
  const { header } = of;
  page.artifact(() => page.pdf.rect(0, 0, sheet.width, 6).fill(accent));
  page.y = page.write(page.element("P"), header.providerName, inner, { size: 13, weight: 600, color: accent }) + 2;
  page.y = page.write(page.element("P"), address(header.providerAddress, "").join(", "), inner, soft) + 30;
  const top = page.y;
  const billed = page.element("Sect", undefined, { title: "Billed to" });
  page.y = page.write(page.element("P", billed), "Billed to", left, soft) + 2;
  page.y = page.write(page.element("P", billed), header.customerName, left, { size: 10.5, weight: 600 });
  const lines = [
    ...address(header.customerAddress, format.country(header.customerCountry)),
    ...(header.customerVatNumber === "" ? [] : [`VAT number ${header.customerVatNumber}`]),
    ...(["", header.customerVatNumber].includes(header.customerTaxNumber.replaceAll(/[\s.-]/g, "").toUpperCase())
      ? []
      : [`Tax number ${header.customerTaxNumber}`]),
  ];
  page.y = page.write(page.element("P", billed), lines.join("\n"), left, { size: 9 });
  const bottom = page.y;
  const last = new Date(of.end.getTime() - 1);
  page.y = facts(page, right, top, [
    ...(of.number === null ? [] : ([["Statement number", of.number]] as const)),
    [of.number === null ? "As of" : "Issued on", format.day(of.issuedAt)],
    ["Period", `${format.day(of.start)} to ${format.day(last)}`],
    ...(of.dueAt === null ? [] : ([["Due on", format.day(of.dueAt)]] as const)),
    ["Account", header.customerIdentifier],
  ]);
  page.y = Math.max(bottom, page.y) + 30;
  page.y = page.write(page.element("H1"), title, inner, { size: 19, weight: 600 }) + 4;
  const note =
    of.number === null
      ? "This is a draft: its figures change until the statement is issued, and nothing is to be paid of it."
      : `What ${header.providerName} bills for the period, in ${of.currency}.`;
  page.y = page.write(page.element("P"), note, inner, soft) + 14;
}

/** An address without its empty lines; its country, unless the address ends with it. */
function address(text: string, country: string): string[] {
  const lines = text.split("\n").map((line) => line.trim());
  return [...lines, lines.at(-1)?.endsWith(country) ? "" : country].filter((line) => line !== "");
}

/** Labels with values, as a list. @returns where it ends */
function facts(page: PdfPage, { x, width }: Box, top: number, rows: readonly (readonly [string, string])[]): number {
  const list = page.element("L");
  let y = top;
  for (const [label, value] of rows) {
    const item = page.element("LI", list);
    const ends = [
      page.write(page.element("Lbl", item), label, { x, width: 92 }, soft, y + 0.8),
      page.write(page.element("LBody", item), value, { x: x + 92, width: width - 92 }, {}, y),
    ];
    y = Math.max(...ends) + 2;
  }
  return y;
}

function totals(page: PdfPage, of: StatementDocument, format: DocumentFormat, accent: string): void {
  const left = of.grossMinor - of.settledMinor;
  const rows: [string, string, Style?][] = [
    ["Net", format.money(of.netMinor)],
    ...of.taxes.map((row): [string, string] => [
      `${taxTitle(row, format)} on ${format.money(row.taxableMinor)}`,
      format.money(row.taxMinor),
    ]),
    ["Total", format.money(of.grossMinor), { weight: 600, size: 11 }],
    ...(of.settledMinor === 0n ? [] : ([["Paid already", format.money(-of.settledMinor)]] as [string, string][])),
    ...(of.number === null
      ? []
      : ([
          left >= 0n
            ? ["To be paid", format.money(left), { weight: 600, size: 11, color: accent }]
            : ["Credit", format.money(-left), { weight: 600, size: 11, color: accent }],
        ] as [string, string, Style][])),
  ];
  page.room(rows.length * 18 + 16);
  page.y += 6;
  const table = page.element("Table", undefined, { title: "Totals" });
  const labels: Box = { x: inner.x + 190, width: inner.width - 190 - 120 };
  const values: Box = { x: inner.x + inner.width - 116, width: 116 - 4 };
  for (const [label, value, style] of rows) {
    if (style) {
      page.rule(page.y + 1, "#d3dadc", { x: labels.x, width: inner.x + inner.width - labels.x });
      page.y += 5;
    }
    const row = page.element("TR", table);
    const ends = [
      page.write(page.element("TH", row, { scope: "Row" }), label, labels, style),
      page.write(page.element("TD", row), value, values, { ...style, align: "right" }),
    ];
    page.y = Math.max(...ends) + 3;
  }
  for (const { category, reason } of of.taxes) {
    const note = category === "AE" ? "Reverse charge: VAT is accounted for by the customer." : `Exempt: ${reason}.`;
    if (isExplained(category)) page.y = page.write(page.element("P"), note, inner, soft) + 2;
  }
}

function payment(page: PdfPage, of: StatementDocument, format: DocumentFormat): void {
  const { header, number, dueAt } = of;
  const open = of.grossMinor - of.settledMinor;
  if (number === null) return;
  page.room(110);
  page.y += 18;
  const part = page.element("Sect", undefined, { title: "Payment" });
  page.y = page.write(page.element("H2", part), "Payment", inner, { size: 11, weight: 600 }) + 3;
  const sentence =
    open > 0n
      ? `Please pay ${format.money(open)}${dueAt ? ` by ${format.day(dueAt)}` : ""}.`
      : open < 0n
        ? "This is a credit: it settles statements that are open or come next."
        : "Nothing is left to pay.";
  page.y = page.write(page.element("P", part), sentence, inner) + 4;
  if (open <= 0n) return;
  page.y = facts(page, { x: inner.x, width: inner.width }, page.y, [
    ...(header.iban === "" ? [] : ([["IBAN", header.iban.replaceAll(/(.{4})(?=.)/g, "$1 ")]] as const)),
    ...(header.bic === "" ? [] : ([["BIC", header.bic]] as const)),
    ["Reference", number],
  ]);
  if (header.paymentNote !== "") page.y = page.write(page.element("P", part), header.paymentNote, inner, soft);
}

function foot(page: PdfPage, { header }: StatementDocument, where: string): void {
  const y = sheet.height - sheet.bottom + 22;
  const facts = [
    header.providerName,
    header.providerVatId === "" ? "" : `VAT number ${header.providerVatId}`,
    ...[header.providerRegistration, header.providerEmail, header.providerPhone],
  ].filter((fact) => fact !== "");
  const style: Style = { size: 7, color: "#5d6d73" };
  const room: Box = { x: inner.x, width: inner.width - 150 };
  page.rule(y - 6);
  for (const [n, line] of page.lines(facts.join("  \u00b7  "), room.width, style).slice(0, 2).entries())
    page.mark(line, room, style, y + n * 9.5);
  page.mark(where, { x: inner.x + inner.width - 150, width: 150 }, { ...style, align: "right" }, y);
}

function draftMark(page: PdfPage): void {
  page.artifact(() => {
    page.pdf.save().rotate(-52, { origin: [sheet.width / 2, sheet.height / 2] });
    page.draw("DRAFT", { x: 90, width: 500 }, { size: 150, weight: 600, color: "#eef1f1" }, sheet.height / 2 - 110);
    page.pdf.restore();
  }, "Pagination");
}
