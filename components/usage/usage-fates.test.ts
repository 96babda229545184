import { expect, test } from "vitest";
import type { FateCount } from "@/server/usage/store/stored-records";
import { countedFrom, fateWords } from "./usage-fates";

const one = (fate: FateCount["fate"], records: number, sourceKind: FateCount["sourceKind"] = "agent"): FateCount => ({
  group: "cld_a",
  fate,
  records,
  sourceKind,
});

test("fates stand in one order, shadowed records with their source, a single conflict in the singular", () => {
  const fates = [
    one("conflict", 1),
    one("shadowed", 748_310, "driver"),
    one("counted", 1200),
    one("counted", 34, "file"),
    one("outside_subscription", 2),
    one("late", 2),
  ];
  expect(fateWords(fates)).toMatchObject([
    { text: "1,234 counted", bad: false, fate: "counted" },
    { text: "2 late", bad: false },
    { text: "748,310 driver shadowed", bad: false, fate: "shadowed", sourceKind: "driver" },
    { text: "1 conflict", bad: true },
    { text: "2 outside the subscription", bad: true },
  ]);
  expect(countedFrom(fates)).toBe("agent, file");
  expect(countedFrom([one("shadowed", 3, "driver")])).toBeUndefined();
});
