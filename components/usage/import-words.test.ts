import { expect, test } from "vitest";
import { reasonCounts } from "./import-words";

test("what of a file is not counted is named by reason, the most first, without what was known before", () => {
  expect(reasonCounts({ credit: 1, duplicate: 40, bad_date: 1, conflict: 1200 })).toBe(
    "conflict 1,200, bad date 1, credit 1",
  );
  expect(reasonCounts({ duplicate: 3 })).toBe("");
});
