import { extractText, getDocumentProxy } from "unpdf";
import { describe, expect, test } from "vitest";
import { moneyToDecimal } from "../money";
import type { StatementDocument } from "./statement-document";
import { statementPdf } from "./statement-pdf";
import { sampleFee, samplePart, sampleStatement } from "./testing";

const made = async (of: StatementDocument) => {
  const file = await statementPdf(of, process.cwd());
  const pdf = await getDocumentProxy(new Uint8Array(file));
  const { text } = await extractText(pdf);
  return { file, pdf, pages: text, text: text.join("\n").replaceAll(/\s+/g, " ") };
};
const grouped = (minor: bigint, currency: string, locale: string) =>
  new Intl.NumberFormat(locale, {
    minimumFractionDigits: moneyToDecimal({ minor, currency }).split(".")[1]?.length ?? 0,
  })
    .format(moneyToDecimal({ minor, currency }) as `${number}`)
    .replace("-", "\u2212");

describe("the text of a statement's PDF", () => {
  const one = [sampleFee(300_000n), samplePart(720n), samplePart(-180n, { title: "Units, correction" })];
  test.each<[string, StatementDocument, string, string[]]>([
    ["in euros, in part paid", sampleStatement({ parts: one, percent: "19", settledMinor: 10_000n }), "de", ["19 %"]],
    ["without tax", sampleStatement({ parts: one }), "de", ["Please pay"]],
    [
      "in yen",
      sampleStatement({ parts: one, percent: "10", currency: "JPY", header: { customerCountry: "JP" } }),
      "ja",
      ["by 2026/12/17"],
    ],
    [
      "in dinars",
      sampleStatement({ parts: one, percent: "5", currency: "KWD", header: { customerCountry: "GB" } }),
      "en",
      ["5 %", "17 Dec 2026"],
    ],
    [
      "by reverse charge",
      sampleStatement({ parts: one, treatment: "reverse_charge" }),
      "de",
      ["Reverse charge: VAT is accounted for by the customer.", "VAT number DE311264907"],
    ],
    ["a credit", sampleStatement({ parts: [samplePart(-720n)], percent: "19" }), "de", ["This is a credit"]],
    ["paid", sampleStatement({ parts: one, settledMinor: 300_540n }), "de", ["Nothing is left to pay."]],
  ])("%s: each line, the sums and who bills whom", async (_, of, locale, words) => {
    const { text } = await made(of);
    for (const { title, amountMinor } of of.parts)
      for (const word of [`${title} `, grouped(amountMinor, of.currency, locale)]) expect(text).toContain(word);
    for (const minor of [of.netMinor, of.grossMinor, ...of.taxes.map(({ taxMinor }) => taxMinor)])
      expect(text).toContain(`${grouped(minor, of.currency, locale)} ${of.currency}`);
    for (const word of [
      ...words,
      of.header.customerName,
      of.header.providerName,
      "Statement 2026-000042",
      "page 1 of 1",
    ])
      expect(text).toContain(word);
  });

  test("a draft says that it is one, on each sheet, and asks for no payment", async () => {
    const parts = Array.from({ length: 60 }, () => samplePart(720n));
    const { pages, text } = await made(sampleStatement({ parts, number: null }));
    expect(pages.length).toBeGreaterThan(2);
    for (const page of pages) expect(page).toContain("DRAFT");
    expect(text).not.toContain("Please pay");
  });
});

test("500 lines: each once and in order, heads and numbers on each of its sheets", async () => {
  const parts = Array.from({ length: 500 }, (_, n) => samplePart(100_000n + BigInt(n)));
  const { pages, text } = await made(sampleStatement({ parts, percent: "19" }));
  expect(text.match(/1\.\d{3},\d{2}(?= |$)/g)?.slice(0, 500)).toEqual(
    parts.map(({ amountMinor }) => grouped(amountMinor, "EUR", "de")),
  );
  expect(pages.length).toBeGreaterThan(20);
  for (const [n, page] of pages.entries()) expect(page).toContain(`page ${n + 1} of ${pages.length}`);
  for (const page of pages.slice(0, -1)) expect(page).toContain("Amount in EUR");
});

test("it is a tagged PDF/A-3a: title, language, structure in reading order, every font embedded", async () => {
  const { file, pdf } = await made(sampleStatement({ parts: [sampleFee(300_000n), samplePart(720n)], percent: "19" }));
  const raw = file.toString("latin1");
  expect(raw).toMatch(/<pdfaid:part>3<\/pdfaid:part>\s*<pdfaid:conformance>A</);
  expect(raw).toContain("/Marked true");
  expect(raw).toMatch(/\/Lang \(en\)/);
  expect(raw).not.toContain("Helvetica");
  const { info } = await pdf.getMetadata();
  expect(info).toMatchObject({ Title: "Statement 2026-000042", Author: "Kestrel Managed Cloud" });
  const tree = await (await pdf.getPage(1)).getStructTree();
  type Node = { role?: string; children?: Node[] };
  const roles = ({ role = "", children = [] }: Node): string[] => [role, ...children.flatMap(roles)];
  const found = roles(tree as Node).filter((role) => ["H1", "Table", "TH", "H2"].includes(role));
  expect(found).toEqual(["H1", "Table", ...Array(7).fill("TH"), "Table", ...Array(4).fill("TH"), "H2"]);
});

test("names of any script are drawn: in Arabic and Hebrew from right to left, unknown signs as such", async () => {
  const customerName = "שלום (חיפה) 2026";
  const { text } = await made(
    sampleStatement({ parts: [samplePart(720n, { title: "وحدات Ελλάς Метал 日本" })], header: { customerName } }),
  );
  expect(text).toContain("Ελλάς Метал \uFFFD\uFFFD");
  expect(text).toMatch(/\p{Script=Hebrew}{4}/u);
});
