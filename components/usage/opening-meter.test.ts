import { describe, expect, test } from "vitest";
import { calendarOf } from "@/app/calendar";
import type { StandingRow } from "@/server/reads/standings";
import { openingMeter } from "./opening-meter";
import { ownGroups, usageQuestionOf } from "./usage-question";

const now = new Date("2026-11-21T12:00:00Z");
const before = (hours: number) => new Date(now.getTime() - hours * 3_600_000);
const meters = ["memory", "processor", "storage", "units"].map((slug) => ({ slug, dimensions: [] }));
const used = (meter: string, hours: number, customers = 1) => ({
  meter,
  firstAt: before(hours),
  lastAt: now,
  customers,
});
/** A limit of 100 with that use. */
const limit = (meter: string, use: string, excess = "0") =>
  ({
    meter,
    limit: "100",
    thresholdPercent: "90",
    standing: { figures: { use, excess, overflow: "0" } },
  }) as unknown as StandingRow;

describe("the meter that usage opens on", () => {
  test("has a history: minutes of a meter over its limit are a dot", () => {
    const histories = [used("storage", 900), used("units", 0.2)];
    expect(openingMeter(meters, histories, [limit("units", "112", "12"), limit("storage", "40")], now)).toBe("storage");
  });

  test("is the most urgent of those with a history, and one with a limit before one without", () => {
    const histories = [used("memory", 9000), used("storage", 900), used("units", 30)];
    expect(openingMeter(meters, histories, [limit("storage", "40"), limit("units", "95")], now)).toBe("units");
    expect(openingMeter(meters, histories, [limit("storage", "40")], now)).toBe("storage");
  });

  test("in the use of all it is what most customers use, then what has been used longest", () => {
    expect(openingMeter(meters, [used("memory", 900, 2), used("units", 300, 5)], [], now)).toBe("units");
    expect(openingMeter(meters, [used("processor", 300), used("units", 900)], [], now)).toBe("units");
  });

  test("without any use is the most urgent limit's, else the first", () => {
    expect(openingMeter(meters, [], [limit("storage", "0")], now)).toBe("storage");
    expect(openingMeter(meters, [], [], now)).toBe("memory");
    expect(openingMeter(meters, [used("gone", 900)], [], now)).toBe("memory");
  });

  test("the day is shown where the meter's use began today, unless the address asks otherwise", () => {
    const known = { meters, histories: [used("units", 0.2)], standings: [] };
    expect(usageQuestionOf({}, known, ownGroups, now, calendarOf("UTC"))).toMatchObject({
      range: "day",
      asked: { grain: "tick" },
    });
    expect(usageQuestionOf({ range: "year" }, known, ownGroups, now, calendarOf("UTC"))).toMatchObject({
      asked: { grain: "day" },
    });
    const older = { ...known, histories: [used("units", 30)] };
    expect(usageQuestionOf({ by: "customer" }, older, ownGroups, now, calendarOf("UTC"))).toMatchObject({
      range: "month",
      asked: { grain: "hour", groupBy: "cloud" },
    });
  });

  test("its periods are the customer's: a day in Tokyo, a year in New York", () => {
    const known = { meters, histories: [used("units", 30)], standings: [] };
    const asked = (range: string, zone: string) =>
      usageQuestionOf({ range }, known, ownGroups, new Date("2026-11-21T16:00:00Z"), calendarOf(zone)).asked;
    expect(asked("day", "Asia/Tokyo")).toMatchObject({ from: "2026-11-21T15:00:00.000Z", zone: "Asia/Tokyo" });
    expect(asked("week", "UTC")).toMatchObject({ from: "2026-11-16T00:00:00.000Z" });
    expect(asked("year", "America/New_York")).toMatchObject({
      from: "2026-01-01T05:00:00.000Z",
      to: "2027-01-01T05:00:00.000Z",
    });
  });
});
