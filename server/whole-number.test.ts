import { expect, test } from "vitest";
import { unitsInput } from "./configuration/input";
import { linkFormInput } from "./setup/input";
import { wholeNumber } from "./whole-number";

const schema = wholeNumber({ min: 0, max: 1000 }, "A whole number from 0 to 1,000.");

test("a number and its digits are taken", () => {
  for (const [given, read] of [
    [0, 0],
    ["0", 0],
    [" 12 ", 12],
    ["1000", 1000],
    [7, 7],
  ] as const)
    expect(schema.parse(given)).toBe(read);
});

test("an empty field is a missing number, and nothing else is made one", () => {
  const others = ["", "  ", null, undefined, true, false, [], {}, "1e2", "0x10", "-1", "1.5", 1.5, -1, 1001, "1001"];
  for (const other of [...others, Number.NaN, Number.POSITIVE_INFINITY, "٣"])
    expect(schema.safeParse(other).success, JSON.stringify(other)).toBe(false);
});

test("units that are not given move no work", () => {
  expect(unitsInput.safeParse({ units: "" }).success).toBe(false);
  expect(unitsInput.safeParse({}).success).toBe(false);
  expect(unitsInput.parse({ units: "0" })).toEqual({ units: 0 });
});

test("a link takes its numbers as a form sends them", () => {
  expect(linkFormInput.parse({ service: "a", usesMax: "5", expiresInMinutes: "60" })).toMatchObject({
    usesMax: 5,
    expiresInMinutes: 60,
  });
  expect(linkFormInput.safeParse({ service: "a", usesMax: "", expiresInMinutes: "60" }).success).toBe(false);
});
