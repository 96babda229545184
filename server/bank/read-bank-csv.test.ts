import { expect, test } from "vitest";
import type { BankCsvMapping } from "./input";
import { lookAtBankCsv, readBankCsv } from "./read-bank-csv";

const german = [
  "Umsatzanzeige;Datei erzeugt am 21.11.2026",
  "",
  "Buchungstag;Auftraggeber/Empfänger;Verwendungszweck;IBAN;Betrag;Währung",
  '20.11.2026;"Müller; Söhne";Rechnung 2026-000012;DE89 3704 0044 0532 0130 00;1.234,50;EUR',
  "20.11.2026;Bank;Entgelt;;-5,00;EUR",
  "19.11.26;Anna;=HYPERLINK(1);;12,00;EUR",
].join("\r\n");
const english = "Booking date,Name,Description,Amount,Currency\n11/20/2026,Ann,Invoice,1234.5,USD\n";

const read = (text: string, change: Partial<BankCsvMapping> = {}) =>
  readBankCsv(text, { account: "DE02 1203", ...lookAtBankCsv(text).guess, ...change });

test("columns, delimiter, decimal sign and days are guessed", () => {
  expect(lookAtBankCsv(german).guess).toEqual({
    ...{ delimiter: ";", decimal: ",", dayForm: "dmy", date: "Buchungstag", amount: "Betrag", currency: "Währung" },
    ...{ name: "Auftraggeber/Empfänger", payerAccount: "IBAN", text: "Verwendungszweck", reference: "" },
  });
  expect(lookAtBankCsv(english).guess).toMatchObject({
    delimiter: ",",
    decimal: ".",
    dayForm: "mdy",
    amount: "Amount",
  });
});

test("rows are read by their columns, and what went out is counted; a cell is a text, whatever it begins with", () => {
  const { lines, outgoing } = read(german);
  expect(outgoing).toBe(1);
  expect(
    lines.map(({ amount, bookedOn, debtorName, debtorAccount, remittance, account }) => [
      ...[amount.minor, bookedOn, debtorName, debtorAccount, remittance, account],
    ]),
  ).toEqual([
    [123450n, "2026-11-20", "Müller; Söhne", "DE89370400440532013000", "Rechnung 2026-000012", "DE021203"],
    [1200n, "2026-11-19", "Anna", "", "=HYPERLINK(1)", "DE021203"],
  ]);
  expect(read(english).lines[0]).toMatchObject({ amount: { minor: 123450n, currency: "USD" }, bookedOn: "2026-11-20" });
});

const amounts: [written: string, decimal: "," | ".", minor: bigint | RegExp][] = [
  ["1.234.567,8", ",", 123456780n],
  ["+1,234.56", ".", 123456n],
  ["1 234,56", ",", 123456n],
  ["1'234.56", ".", 123456n],
  ["12", ",", 1200n],
  ["12.50", ",", /Row 2: "12.50" is no amount/],
  ["1,2,3", ",", /is no amount/],
  ["=1+1", ".", /is no amount/],
  ["", ",", /is no amount/],
  ["1,999", ",", /more decimals/],
  ["9".repeat(30), ",", /too large/],
];
test.each(amounts)("the amount %s with the decimal sign %s", (written, decimal, minor) => {
  const text = `day;amount;text\n2026-11-20;"${written}";x\n`;
  const mapped = () =>
    read(text, { date: "day", amount: "amount", text: "text", currency: "EUR", decimal, dayForm: "ymd" }).lines[0]
      ?.amount.minor;
  if (typeof minor === "bigint") expect(mapped()).toBe(minor);
  else expect(mapped).toThrow(minor);
});

test("what cannot be read is refused with a sentence", () => {
  expect(() => read(german, { amount: "Saldo" })).toThrow('The file has no column "Saldo" for the amount.');
  expect(() => read(german, { dayForm: "mdy" })).toThrow('Row 4: "2026-20-11" is no day.');
  expect(() => lookAtBankCsv("one column\nonly")).toThrow(/no table/);
  expect(() => lookAtBankCsv(`a;b\n"${"x".repeat(30_000)}`)).toThrow(/cannot be read as CSV/);
  expect(() => lookAtBankCsv(`a;b\n${"1;2\n".repeat(100_000)}`)).toThrow(/more than 20000 entries/);
});
