import { expect, test } from "vitest";
import { countedFrom, fateWords } from "./usage-fates";

const one = (fate: string, records: number, sourceKind = "agent") => ({ group: "cld_a", fate, records, sourceKind });

test("fates are told in one order, of what is shadowed with its source, of one conflict in the singular", () => {
  const fates = [
    one("conflict", 1),
    one("shadowed", 748_310, "driver"),
    one("counted", 1200),
    one("counted", 34, "file"),
    one("outside_subscription", 2),
    one("late", 2),
  ];
  expect(fateWords(fates)).toEqual([
    { text: "1,234 counted", bad: false },
    { text: "2 late", bad: false },
    { text: "748,310 driver shadowed", bad: false },
    { text: "1 conflict", bad: true },
    { text: "2 outside the subscription", bad: true },
  ]);
  expect(countedFrom(fates)).toBe("agent, file");
  expect(countedFrom([one("shadowed", 3, "driver")])).toBeUndefined();
});
