import { describe, expect, test } from "vitest";
import { identifiersIn, type MatchFacts, proposeMatch, statementNumbersIn } from "./rules";

const texts: [text: string, numbers: string[]][] = [
  ["Statement 2026-000012", ["2026-000012"]],
  ["statement2026-000012.", ["2026-000012"]],
  ["RE 2026 000012", ["2026-000012"]],
  ["2026000012/2026000013", ["2026-000012", "2026-000013"]],
  ["2026-00 0012 (line break)", ["2026-000012"]],
  ["20.11.2026 2026-000012", ["2026-000012"]],
  ["2026–000012, thanks", ["2026-000012"]],
  ["2026-0000123", []],
  ["12026-000012", []],
  ["DE89370400440532013000", []],
  ["", []],
];
test.each(texts)("numbers of statements in %j", (text, numbers) => {
  expect(statementNumbersIn(text)).toEqual(numbers);
});

test("identifiers are found in runs of words, without case and punctuation", () => {
  expect(identifiersIn("Thanks, BJORN Söhne-Gmbh 2")).toContain("bjorn");
  expect(identifiersIn("acct: Hansen/Bakery GmbH!")).toContain("hansenbakerygmbh");
  expect(identifiersIn("ab cd")).toEqual(["abcd"]);
});

const s = (n: number, open: bigint, customerId = "c1") => ({
  ...{ id: `s${n}`, number: `2026-00000${n}`, customerId, openMinor: open, currency: "EUR" },
});
const facts = (change: Partial<MatchFacts>): MatchFacts => ({
  ...{ amountMinor: 100n, currency: "EUR", named: [], identified: [], knownPayer: [], open: [], enteredByHand: [] },
  ...change,
});
const shown = (change: Partial<MatchFacts>) => {
  const { confidence, parts } = proposeMatch(facts(change));
  return [confidence, ...parts.map((part) => `${part.customerId} ${part.statementId} ${part.amountMinor}`)].join("; ");
};

describe("a proposal", () => {
  const cases: [what: string, change: Partial<MatchFacts>, expected: string][] = [
    ["names one, to the cent", { named: [s(1, 100n)] }, "exact; c1 s1 100"],
    ["names two, to the cent", { named: [s(1, 60n), s(2, 40n)] }, "exact; c1 s1 60; c1 s2 40"],
    ["of two customers", { named: [s(1, 60n), s(2, 40n, "c2")] }, "likely; c1 s1 60; c2 s2 40"],
    ["pays a part", { named: [s(1, 150n)] }, "likely; c1 s1 100"],
    ["pays too much", { named: [s(1, 30n), s(2, 40n)] }, "likely; c1 s1 30; c1 s2 70"],
    ["less than the first of two", { named: [s(1, 130n), s(2, 40n)] }, "likely; c1 s1 100"],
    ["names a paid one", { named: [s(1, 0n)] }, "possible; c1 null 100"],
    ["in another currency", { named: [{ ...s(1, 100n), currency: "USD" }] }, "none"],
    ["holds an identifier, to the cent", { identified: ["c1"], open: [s(1, 50n), s(2, 100n)] }, "likely; c1 s2 100"],
    ["holds an identifier, all of it", { identified: ["c1"], open: [s(1, 50n), s(2, 50n)] }, "likely; c1 null 100"],
    ["holds an identifier", { identified: ["c1"], open: [s(1, 70n)] }, "possible; c1 null 100"],
    ["two equal amounts", { identified: ["c1"], open: [s(1, 100n), s(2, 100n)] }, "possible; c1 null 100"],
    ["two identifiers", { identified: ["c1", "c2"] }, "none"],
    ["a known payer, to the cent", { knownPayer: ["c1"], open: [s(1, 100n)] }, "likely; c1 s1 100"],
    ["an identifier before a payer", { identified: ["c2"], knownPayer: ["c1"] }, "possible; c2 null 100"],
    ["nothing known", {}, "none"],
    ["entered by hand already", { named: [s(1, 100n)], enteredByHand: ["c1"] }, "possible; c1 s1 100"],
  ];
  test.each(cases)("%s", (_, change, expected) => {
    expect(shown(change)).toBe(expected);
  });
});
