import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { type BillingPeriod, billingWindow, calendarWindow, hourShift } from "./periods";

function windowOf(period: BillingPeriod, at: string, zone: string, anchorDay?: number): [string, string] {
  const { start, end } = billingWindow(period, new Date(at), zone, anchorDay);
  return [start.toISOString().replace(":00.000Z", ""), end.toISOString().replace(":00.000Z", "")];
}

describe("shorter periods are UTC", () => {
  test("quarters and hours ignore a zone with half hours", () => {
    expect(windowOf("15min", "2026-05-01T10:29:59.999Z", "Asia/Kolkata")).toEqual([
      "2026-05-01T10:15",
      "2026-05-01T10:30",
    ]);
    expect(windowOf("hour", "2026-05-01T10:29:00Z", "Asia/Kolkata")).toEqual(["2026-05-01T10:00", "2026-05-01T11:00"]);
  });

  test("half-open: an end belongs to the next window", () => {
    expect(windowOf("hour", "2026-05-01T11:00:00Z", "UTC")).toEqual(["2026-05-01T11:00", "2026-05-01T12:00"]);
  });
});

describe("a calendar", () => {
  test("a year begins with January of the zone", () => {
    const { start, end } = calendarWindow("year", new Date("2026-12-31T23:30:00Z"), "Europe/Berlin");
    expect([start, end].map((edge) => edge.toISOString())).toEqual([
      "2026-12-31T23:00:00.000Z",
      "2027-12-31T23:00:00.000Z",
    ]);
  });

  test("hours are off those of UTC where the zone is by less than an hour", () => {
    const at = new Date("2026-05-01T10:00:00Z");
    expect(["UTC", "Europe/Berlin", "Asia/Kolkata"].map((zone) => hourShift(at, zone) / 60_000)).toEqual([0, 0, 30]);
  });
});

describe("days follow the customer's zone over clock changes", () => {
  test.each([
    ["23 hours in Berlin in spring", "2026-03-29T12:00:00Z", "Europe/Berlin", "2026-03-28T23:00", "2026-03-29T22:00"],
    ["25 hours in Berlin in autumn", "2026-10-25T12:00:00Z", "Europe/Berlin", "2026-10-24T22:00", "2026-10-25T23:00"],
    ["New York in spring", "2026-03-08T12:00:00Z", "America/New_York", "2026-03-08T05:00", "2026-03-09T04:00"],
    [
      "half an hour on Lord Howe",
      "2026-04-05T02:00:00Z",
      "Australia/Lord_Howe",
      "2026-04-04T13:00",
      "2026-04-05T13:30",
    ],
    ["no midnight in Santiago", "2025-09-07T12:00:00Z", "America/Santiago", "2025-09-07T04:00", "2025-09-08T03:00"],
    ["midnight twice in Havana", "2025-11-02T12:00:00Z", "America/Havana", "2025-11-02T04:00", "2025-11-03T05:00"],
    ["a day left out in Apia", "2011-12-30T12:00:00Z", "Pacific/Apia", "2011-12-30T10:00", "2011-12-31T10:00"],
  ])("%s", (_name, at, zone, start, end) => {
    expect(windowOf("day", at, zone)).toEqual([start, end]);
  });
});

describe("weeks and months", () => {
  test("a week begins on the local Monday", () => {
    expect(windowOf("week", "2026-03-29T21:59:00Z", "Europe/Berlin")).toEqual(["2026-03-22T23:00", "2026-03-29T22:00"]);
    expect(windowOf("week", "2026-03-29T22:00:00Z", "Europe/Berlin")).toEqual(["2026-03-29T22:00", "2026-04-05T22:00"]);
  });

  test("a month over the clock change", () => {
    expect(windowOf("month", "2026-03-15T00:00:00Z", "Europe/Berlin")).toEqual([
      "2026-02-28T23:00",
      "2026-03-31T22:00",
    ]);
  });

  test("anchor 31 begins on the last day of shorter months", () => {
    expect(windowOf("month", "2026-02-10T00:00:00Z", "UTC", 31)).toEqual(["2026-01-31T00:00", "2026-02-28T00:00"]);
    expect(windowOf("month", "2026-02-28T00:00:00Z", "UTC", 31)).toEqual(["2026-02-28T00:00", "2026-03-31T00:00"]);
    expect(windowOf("month", "2028-02-29T00:00:00Z", "UTC", 31)).toEqual(["2028-02-29T00:00", "2028-03-31T00:00"]);
    expect(windowOf("month", "2026-04-30T00:00:00Z", "UTC", 31)).toEqual(["2026-04-30T00:00", "2026-05-31T00:00"]);
  });

  test("anchor 15 before and after it, over the new year", () => {
    expect(windowOf("month", "2026-01-14T23:59:59Z", "UTC", 15)).toEqual(["2025-12-15T00:00", "2026-01-15T00:00"]);
    expect(windowOf("month", "2026-01-15T00:00:00Z", "UTC", 15)).toEqual(["2026-01-15T00:00", "2026-02-15T00:00"]);
  });

  test.each([0, 32, 1.5])("anchor %s is refused", (anchor) => {
    expect(() => billingWindow("month", new Date(0), "UTC", anchor)).toThrow(RangeError);
  });
});

test("windows tile time: each holds its instant, and the next begins where it ends", () => {
  fc.assert(
    fc.property(
      fc.constantFrom<BillingPeriod>("15min", "hour", "day", "week", "month"),
      fc.date({ min: new Date("2000-01-01"), max: new Date("2035-01-01"), noInvalidDate: true }),
      fc.constantFrom(
        "UTC",
        "Europe/Berlin",
        "America/St_Johns",
        "America/Sao_Paulo",
        "Pacific/Apia",
        "Africa/Casablanca",
      ),
      fc.integer({ min: 1, max: 31 }),
      (period, at, zone, anchor) => {
        const { start, end } = billingWindow(period, at, zone, anchor);
        expect(start.getTime() <= at.getTime() && at.getTime() < end.getTime()).toBe(true);
        expect(billingWindow(period, end, zone, anchor).start).toEqual(end);
        expect(billingWindow(period, new Date(end.getTime() - 1), zone, anchor)).toEqual({ start, end });
      },
    ),
  );
});
