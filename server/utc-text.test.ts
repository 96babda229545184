import { expect, test } from "vitest";
import { utcText, zonedText } from "./utc-text";

test.each([
  ["2026-11-21T14:05:59.999Z", "21 Nov 2026, 14:05 UTC"],
  ["2026-09-01T00:00:00Z", "1 Sep 2026, 00:00 UTC"],
])("%s is %s", (at, text) => {
  expect(utcText(new Date(at))).toBe(text);
});

test("a customer reads its own zone, which is named", () => {
  expect(zonedText(new Date("2026-09-01T22:05:00Z"), "Europe/Berlin")).toBe("2 Sep 2026, 00:05 Europe/Berlin");
});
