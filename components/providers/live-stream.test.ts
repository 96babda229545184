import { expect, test } from "vitest";
import { isBehind } from "./live-stream";

test("a tab that was drawn before the last change asks for everything again", () => {
  expect(isBehind("a.4", "a.5")).toBe(true);
  expect(isBehind("a.5", "a.5")).toBe(false);
  expect(isBehind("a.10", "a.9")).toBe(false);
  expect(isBehind("b.9", "a.5")).toBe(true);
  expect(isBehind(null, "a.1")).toBe(true);
  expect(isBehind("a.1", null)).toBe(false);
});
