import { describe, expect, test } from "vitest";
import { readCamt } from "./read-camt";
import { type CamtForm, camtFile } from "./testing/camt-file";

const forms: (CamtForm & { what: string })[] = [
  { what: "version 2, no prefix", version: "001.02" },
  { what: "version 4 under a prefix", version: "001.04", prefix: "ns2" },
  { what: "version 8", version: "001.08", isNested: true },
  { what: "a later version under a prefix", version: "001.13", prefix: "camt", isNested: true },
];

describe("a statement", () => {
  test.each(forms)("is read whatever its form: $what", (form) => {
    const text = camtFile(
      [
        {
          ...{
            amount: "119.00",
            text: "Statement 2026-000012",
            name: "Müller & Söhne",
            iban: "DE89370400440532013000",
          },
          ...{ reference: "ref-1", endToEndId: "NOTPROVIDED" },
        },
        { amount: "5.00", direction: "DBIT", text: "bank fee" },
        { amount: "7.00", status: "PDNG", text: "not yet" },
      ],
      form,
    );
    expect(readCamt(text)).toEqual({
      ...{ format: "camt.053", outgoing: 1, pending: 1 },
      lines: [
        {
          ...{ kind: "credit", account: "DE02120300000000202051", amount: { minor: 11900n, currency: "EUR" } },
          ...{ bookedOn: "2026-11-20", bankReference: "ref-1", endToEndId: "", debtorName: "Müller & Söhne" },
          ...{ debtorAccount: "DE89370400440532013000", remittance: "Statement 2026-000012" },
        },
      ],
    });
  });

  test("a batch is its transactions where they add up, and one line where they do not", () => {
    const batch = [
      { amount: "10.00", text: "2026-000001", name: "Anna" },
      { amount: "20.50", text: "2026-000002", name: "Ben" },
    ];
    const { lines } = readCamt(
      camtFile([
        { amount: "30.50", batch },
        { amount: "30.00", batch },
      ]),
    );
    expect(lines.map(({ amount, debtorName, remittance }) => [amount.minor, debtorName, remittance])).toEqual([
      [1000n, "Anna", "2026-000001"],
      [2050n, "Ben", "2026-000002"],
      [3000n, "Anna", "2026-000001 2026-000002"],
    ]);
  });

  test("amounts are of their currency: yen without decimals, dinars with three", () => {
    const { lines } = readCamt(
      camtFile([
        { amount: "9900", currency: "JPY" },
        { amount: "9.901", currency: "KWD" },
      ]),
    );
    expect(lines.map(({ amount }) => amount)).toEqual([
      { minor: 9900n, currency: "JPY" },
      { minor: 9901n, currency: "KWD" },
    ]);
  });

  test("a reversed credit is taken back by the bank; a reversed debit is none of a customer's", () => {
    const { lines, outgoing } = readCamt(
      camtFile([
        { amount: "10.00", direction: "DBIT", reversal: true },
        { amount: "11.00", direction: "CRDT", reversal: true },
        { amount: "12.00", reversal: false },
      ]),
    );
    expect(lines.map(({ kind, amount }) => [kind, amount.minor])).toEqual([
      ["return", 1000n],
      ["credit", 1200n],
    ]);
    expect(outgoing).toBe(1);
  });

  test("structured references are part of what the payer wrote", () => {
    const text = camtFile([{ amount: "1.00", text: "X" }]).replace(
      "<Ustrd>X</Ustrd>",
      "<Strd><CdtrRefInf><Ref>RF18539007547034</Ref></CdtrRefInf></Strd>",
    );
    expect(readCamt(text).lines[0]?.remittance).toBe("RF18539007547034");
  });
});

const bomb = `<!DOCTYPE lolz [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;&a;&a;">]>`;
const one = camtFile([{ amount: "1.00", text: "hello" }]);
const hostile: [what: string, text: string, sentence: RegExp][] = [
  ["a document type with entities", one.replace("?>", `?>${bomb}`).replace("hello", "&b;"), /document type/],
  ["an external entity", one.replace("?>", `?><!DOCTYPE x SYSTEM "file:///etc/passwd">`), /document type/],
  ["an entity that is not declared", one.replace("hello", "&b;"), /Line 1: .*well-formed/],
  ["what is no XML", "<a><b></a>", /well-formed/],
  ["an end in the midst", one.slice(0, -40), /well-formed/],
  ["another message", one.replaceAll("BkToCstmrStmt", "BkToCstmrAcctRpt"), /CAMT.052/],
  ["any other XML", "<Document><Ntry/></Document>", /no CAMT.053|no day|amount/],
  ["elements without end", `${"<a>".repeat(1000)}`, /more than 40 deep/],
  ["an amount that no column holds", camtFile([{ amount: "9".repeat(40) }]), /too large/],
  ["an exponent", camtFile([{ amount: "1e9" }]), /not an amount/],
  ["more decimals than the currency has", camtFile([{ amount: "1.5", currency: "JPY" }]), /more decimals/],
  ["no currency", camtFile([{ amount: "1.50", currency: "XQX" }]), /not a currency/],
  ["nothing paid", camtFile([{ amount: "0.00" }]), /above zero/],
  ["no day", camtFile([{ amount: "1.00", day: "2026-02-30" }]), /no day/],
];
test.each(hostile)("is refused with a sentence: %s", (_, text, sentence) => {
  expect(() => readCamt(text)).toThrow(sentence);
});

test("a text of any length is cut, and the file read on", () => {
  const long = camtFile([{ amount: "1.00", text: "x".repeat(200_000) }, { amount: "2.00" }]);
  expect(readCamt(long).lines.map(({ remittance }) => remittance.length)).toEqual([1000, 0]);
});

test("100,000 entries are refused before they are held", () => {
  const entry = "<Ntry><Sts>BOOK</Sts><CdtDbtInd>DBIT</CdtDbtInd></Ntry>";
  const text = `<Document><BkToCstmrStmt><Stmt>${entry.repeat(100_000)}</Stmt></BkToCstmrStmt></Document>`;
  const before = process.memoryUsage().heapUsed;
  expect(() => readCamt(text)).toThrow(/more than 20000 entries/);
  expect(process.memoryUsage().heapUsed - before).toBeLessThan(100 * 1024 * 1024);
});
