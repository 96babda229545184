import fc from "fast-check";
import { expect, test } from "vitest";
import { newMeterInput } from "./input";
import { filterText, leftOut, type MeterFilter, readFilter } from "./meter-filter";

const name = fc.stringMatching(/^[a-z][a-z0-9 _.-]{0,8}[a-z0-9]$/);
const value = fc.stringMatching(/^[A-Za-z0-9=][A-Za-z0-9 =_.-]{0,8}[A-Za-z0-9]$/);
const filters = fc.dictionary(name, fc.array(value, { minLength: 1, maxLength: 4 }), { minKeys: 1, maxKeys: 8 });

test("a filter that is written is read as it was", () => {
  fc.assert(
    fc.property(filters, (filter) => {
      expect(readFilter(filterText(filter))).toEqual({ ...filter });
    }),
  );
});

test("a record counts that has one of the values of every dimension, and no other", () => {
  fc.assert(
    fc.property(filters, fc.dictionary(name, value), fc.boolean(), (filter, other, fits) => {
      const dimensions: Record<string, string> = { ...other };
      if (fits) for (const [one, values] of Object.entries(filter)) dimensions[one] = values.at(-1) ?? "";
      const counts = Object.entries(filter).every(([one, values]) => values.includes(dimensions[one] ?? ""));
      expect(leftOut(filter, dimensions) === null).toBe(counts);
    }),
  );
  const filter: MeterFilter = { region: ["eu", "ch"], tier: ["gold"] };
  expect(leftOut(filter, { region: "us", tier: "gold" })).toBe(
    "Only region eu or ch counts; that of this record is us.",
  );
  expect(leftOut(filter, { region: "eu" })).toBe("Only tier gold counts; this record names no tier.");
  expect(leftOut({ n: ["1", "2", "3", "4", "5", "6", "7"] }, { n: "8" })).toBe(
    "Only n 1 or 2 or 3 or 4 or 5 or one of 2 more counts; that of this record is 8.",
  );
  // A name that every object has is no dimension of a record.
  expect(leftOut({ toString: ["x"] }, {})).toContain("names no toString");
});

test("as input it is a text or an object, and what is neither gets a sentence", () => {
  const read = (filter: unknown) =>
    newMeterInput.safeParse({ slug: "a", name: "A", unit: "u", kind: "counter", aggregation: "sum", filter });
  const of = (filter: unknown) => read(filter).data?.filter;
  expect(of(" region = eu , ch ;\n tier=gold;")).toEqual({ region: ["eu", "ch"], tier: ["gold"] });
  expect(of({ region: ["eu"] })).toEqual({ region: ["eu"] });
  for (const none of [undefined, null, "", " ", "none", {}]) expect(of(none)).toBeNull();
  const many = Object.fromEntries(Array.from({ length: 9 }, (_, n) => [`d${n}`, ["x"]]));
  for (const wrong of [
    "region",
    "=eu",
    "region=",
    "region=eu,,ch",
    "a=1;a=2",
    { region: [] },
    { "a=b": ["x"] },
    many,
    5,
  ])
    expect(read(wrong).error?.issues[0]?.message).toMatch(/^Write which dimensions a record needs/);
});
