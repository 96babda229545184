import { expect, test } from "vitest";
import type { StandingRow } from "@/server/reads/standings";
import { heldAgainst } from "./usage-panel";
import { ownGroups, usageQuestionOf } from "./usage-question";
import type { Calendar } from "./usage-range";

const now = new Date("2026-11-21T13:05:00Z");
const calendar: Calendar = { zone: "UTC", around: () => ({ from: now, to: now }) };
const meter = { slug: "storage", name: "Storage", unit: "GiB", kind: "gauge" as const, decimals: 1, dimensions: [] };
const row = (parameterId: string, scopeCloudId: string | null) =>
  ({ parameterId, meter: "storage", scopeCloudId, period: "hour", limit: "8" }) as StandingRow;
const shown = (params: Record<string, string>, standings: StandingRow[]) => {
  const known = { meters: [meter], histories: [], standings };
  const question = usageQuestionOf({ meter: "storage", ...params }, known, ownGroups, now, calendar);
  return heldAgainst(question, meter)?.parameterId ?? null;
};

test("use is compared with a limit that counts just that use", () => {
  const all = [row("of_a", "cld_a"), row("whole", null)];
  expect(shown({}, all)).toBe("whole");
  expect(shown({ cloud: "cld_a" }, all)).toBe("of_a");
  expect(shown({ cloud: "cld_b" }, all)).toBeNull();
  expect(shown({ cloud: "cld_a", machine: "mach_1" }, all)).toBeNull();
  expect(shown({}, [row("of_a", "cld_a")])).toBeNull();
});

test("use is grouped by a dimension where the meter declares it, else by cloud", () => {
  const of = (by: string, dimensions: string[]) =>
    usageQuestionOf(
      { meter: "storage", by },
      { meters: [{ ...meter, dimensions }], histories: [], standings: [] },
      ownGroups,
      now,
      calendar,
    );
  const question = of("dimension:region", ["region"]);
  expect(question.asked.groupBy).toBe("dimension:region");
  expect(question.groups).toEqual({ ...ownGroups, "dimension:region": "region" });
  expect(of("dimension:tier", ["region"]).asked.groupBy).toBe("cloud");
  expect(of("dimension:region", []).asked.groupBy).toBe("cloud");
});
