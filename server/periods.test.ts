import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { type BillingPeriod, type BillingZone, billingWindow, calendarWindow, hourShift, lastAnchor } from "./periods";

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

  test("a week from Wednesday, over the clock change", () => {
    expect(windowOf("week", "2026-03-31T21:59:00Z", "Europe/Berlin", 3)).toEqual([
      "2026-03-24T23:00",
      "2026-03-31T22:00",
    ]);
    expect(windowOf("week", "2026-03-31T22:00:00Z", "Europe/Berlin", 3)).toEqual([
      "2026-03-31T22:00",
      "2026-04-07T22:00",
    ]);
    for (const day of [1, 2, 3, 4, 5, 6, 7]) {
      const { start } = billingWindow("week", new Date("2026-05-14T12:00:00Z"), "UTC", day);
      expect(start.getUTCDay()).toBe(day % 7);
    }
  });

  test.each([
    ["month", 0],
    ["month", 32],
    ["month", 1.5],
    ["week", 8],
    ["day", 2],
  ] as const)("of a %s anchor %s is refused", (period, anchor) => {
    expect(() => billingWindow(period, new Date(0), "UTC", anchor)).toThrow(RangeError);
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
      fc.integer({ min: 0, max: 30 }),
      (period, at, zone, n) => {
        const anchor = (n % lastAnchor[period]) + 1;
        const { start, end } = billingWindow(period, at, zone, anchor);
        expect(start.getTime() <= at.getTime() && at.getTime() < end.getTime()).toBe(true);
        expect(billingWindow(period, end, zone, anchor).start).toEqual(end);
        expect(billingWindow(period, new Date(end.getTime() - 1), zone, anchor)).toEqual({ start, end });
      },
    ),
  );
});

describe("a change of the zone", () => {
  const moved: BillingZone = {
    timeZone: "Asia/Tokyo",
    earlier: [{ timeZone: "Europe/Berlin", until: "2026-11-10T12:00:00Z" }],
  };
  const windowsOf = (period: BillingPeriod, at: string) => {
    const { start, end } = billingWindow(period, new Date(at), moved);
    return [start.toISOString().slice(0, 13), end.toISOString().slice(0, 13)];
  };

  test("the running month ends as it began, the next one ends in the new zone", () => {
    expect(windowsOf("month", "2026-11-10T12:00:00Z")).toEqual(["2026-10-31T23", "2026-11-30T23"]);
    expect(windowsOf("month", "2026-11-30T22:59:00Z")).toEqual(["2026-10-31T23", "2026-11-30T23"]);
    expect(windowsOf("month", "2026-11-30T23:00:00Z")).toEqual(["2026-11-30T23", "2026-12-31T15"]);
    expect(windowsOf("month", "2026-12-31T15:00:00Z")).toEqual(["2026-12-31T15", "2027-01-31T15"]);
  });

  test("the next day is at least half a day long", () => {
    // The day ends at 23:00 UTC; Tokyo's days end at 15:00.
    expect(windowsOf("day", "2026-11-10T12:00:00Z")).toEqual(["2026-11-09T23", "2026-11-10T23"]);
    expect(windowsOf("day", "2026-11-10T23:00:00Z")).toEqual(["2026-11-10T23", "2026-11-11T15"]);
    expect(windowsOf("day", "2026-11-11T15:00:00Z")).toEqual(["2026-11-11T15", "2026-11-12T15"]);
    const back = { timeZone: "America/New_York", earlier: [{ timeZone: "UTC", until: "2026-11-10T12:00:00Z" }] };
    const next = billingWindow("day", new Date("2026-11-11T00:00:00Z"), back);
    expect(next).toEqual({ start: new Date("2026-11-11T00:00:00Z"), end: new Date("2026-11-12T05:00:00Z") });
  });

  const zones = ["UTC", "Europe/Berlin", "Pacific/Apia", "America/St_Johns", "Pacific/Kiritimati", "Asia/Kolkata"];
  const change = fc.record({
    timeZone: fc.constantFrom(...zones),
    until: fc.date({ min: new Date("2026-01-01"), max: new Date("2026-02-01"), noInvalidDate: true }),
  });

  test("however often the zone changes, windows tile time; those before and long after are the zones' own", () => {
    fc.assert(
      fc.property(
        fc.constantFrom<BillingPeriod>("day", "week", "month"),
        fc.array(change, { minLength: 1, maxLength: 4 }),
        fc.constantFrom(...zones),
        fc.nat(30),
        (period, changes, timeZone, n) => {
          const anchor = (n % lastAnchor[period]) + 1;
          const sorted = changes.toSorted((a, b) => a.until.getTime() - b.until.getTime());
          const earlier = sorted.map((one) => ({ ...one, until: one.until.toISOString() }));
          const zone = { timeZone, earlier };
          const usual = { day: 1, week: 7, month: 30.4 }[period as "day"] * 86_400_000;
          let window = billingWindow(period, new Date("2025-11-15T00:00:00Z"), zone, anchor);
          const first = sorted[0] as (typeof sorted)[number];
          const last = sorted.at(-1) as (typeof sorted)[number];
          const lastEnd = billingWindow(period, last.until, zone, anchor).end;
          while (window.start < new Date("2026-04-01T00:00:00Z")) {
            const { start, end } = window;
            const length = end.getTime() - start.getTime();
            // An hour for clocks that change, three days for months.
            expect(length).toBeGreaterThanOrEqual(usual / 2 - (period === "month" ? 2 * 86_400_000 : 3_600_000));
            expect(length).toBeLessThanOrEqual(usual * 1.5 + (period === "month" ? 2 * 86_400_000 : 3_600_000));
            const inside = new Date(end.getTime() - 1);
            expect(billingWindow(period, inside, zone, anchor)).toEqual(window);
            if (start <= first.until) expect(window).toEqual(billingWindow(period, start, first.timeZone, anchor));
            if (start > lastEnd) expect(window).toEqual(billingWindow(period, start, timeZone, anchor));
            window = billingWindow(period, end, zone, anchor);
            expect(window.start).toEqual(end);
          }
        },
      ),
      { numRuns: 50 },
    );
  });
});
