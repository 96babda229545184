import { expect, test } from "vitest";
import { isBehind } from "./live-stream";

test("a tab that may have been drawn before the last change asks for everything again", () => {
  expect(isBehind("7-1.400", "8-1.500")).toBe(true);
  expect(isBehind("7-1.500", "8-1.500")).toBe(true);
  expect(isBehind("8-1.500", "8-1.500")).toBe(false);
  expect(isBehind("8-1.400", "8-1.500")).toBe(false);
  expect(isBehind("9-2.501", "8-1.500")).toBe(false);
  expect(isBehind(null, "8-1.500")).toBe(true);
  expect(isBehind("8-1.500", null)).toBe(false);
});
