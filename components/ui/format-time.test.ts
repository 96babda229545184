import { describe, expect, it } from "vitest";
import {
  formatAge,
  formatClock,
  formatDate,
  formatDateTime,
  formatDay,
  formatDuration,
  formatExact,
  formatPeriod,
  formatStepTime,
  zoneWords,
} from "./format-time";

const at = "2026-11-21T13:05:12Z";

describe("dates", () => {
  it("are written in the zone that is passed", () => {
    expect(formatDateTime(at, "Europe/Berlin")).toBe("21 Nov 2026, 14:05");
    expect(formatDateTime(at, "UTC")).toBe("21 Nov 2026, 13:05");
    expect(formatDate("2026-11-21T23:30:00Z", "Europe/Berlin")).toBe("22 Nov 2026");
    expect(formatClock("2026-11-21T23:00:00Z", "Europe/Berlin")).toBe("00:00");
    expect(formatStepTime("2026-11-21T08:30:04Z", "Europe/Berlin")).toBe("09:30:04");
  });
  it("leave out this year", () => {
    expect(formatDay(at, "2026-12-01T00:00:00Z", "UTC")).toBe("21 Nov");
    expect(formatDay(at, "2027-01-01T00:00:00Z", "UTC")).toBe("21 Nov 2026");
  });
  it("name their zone, and no second one", () => {
    expect(formatExact(at, "Europe/Berlin")).toBe("21 Nov 2026, 14:05:12 Europe/Berlin");
    expect(["UTC", "Europe/Berlin", "America/New_York"].map(zoneWords)).toEqual([
      "UTC",
      "Berlin time",
      "New York time",
    ]);
    expect(formatExact(at, "UTC")).toBe("21 Nov 2026, 13:05:12 UTC");
  });
  it("name a half-open period by its first and last day", () => {
    expect(formatPeriod("2026-10-31T23:00:00Z", "2026-11-30T23:00:00Z", "Europe/Berlin")).toBe("1 to 30 Nov 2026");
    expect(formatPeriod("2026-11-15T00:00:00Z", "2026-12-15T00:00:00Z", "UTC")).toBe("15 Nov to 14 Dec 2026");
    expect(formatPeriod("2026-11-15T00:00:00Z", "2026-11-16T00:00:00Z", "UTC")).toBe("15 Nov 2026");
  });
  it("give a period that does not begin at midnight its times", () => {
    expect(formatPeriod("2026-10-31T23:00:00Z", "2026-11-30T23:00:00Z", "UTC")).toBe(
      "31 Oct 2026, 23:00 to 30 Nov 2026, 23:00",
    );
  });
});

describe("durations and ages", () => {
  it.each([
    [400, "0.4 s"],
    [4000, "4 s"],
    [680_000, "11 min 20 s"],
    [60_000, "1 min"],
    [86_220_000, "23 h 57 min"],
    [594_000_000, "6 d 21 h"],
  ])("%d ms is %s", (ms, text) => expect(formatDuration(ms)).toBe(text));
  it.each([
    ["2026-11-21T13:05:00Z", "12 s"],
    ["2026-11-21T13:02:00Z", "3 min"],
    ["2026-11-19T10:52:00Z", "2 d"],
  ])("%s is %s old", (then, text) => expect(formatAge(then, at)).toBe(text));
});
