import { describe, expect, test } from "vitest";
import type { StandingRow } from "@/server/reads/standings";
import { inUrgency, machineSums, ownOverviewFinding, standingState } from "./own-overview-words";

const now = new Date("2026-11-21T13:05:00Z");
const idle = { all: 3, setUp: 3, troubled: 0 };

/** A limit of 12,000 GiB with these figures. */
function row(figures: { use: string; overflow?: string; excess?: string } | null, change: object = {}): StandingRow {
  return {
    meter: "storage",
    meterName: "Storage",
    unit: "GiB",
    decimals: 1,
    limit: "12000",
    thresholdPercent: "90",
    timeZone: "Europe/Berlin",
    soFarMinor: 0n,
    currency: "EUR",
    overflows: [],
    standing: figures && {
      thresholdMetAt: new Date("2026-11-20T23:30:00Z"),
      figures: { overflow: "0", excess: "0", ...figures },
    },
    ...change,
  } as unknown as StandingRow;
}

describe("a standing", () => {
  test.each([
    ["fine", row({ use: "9986" })],
    ["near", row({ use: "10800" })],
    ["at_limit", row({ use: "12000" })],
    ["overflow", row({ use: "12628", overflow: "628" })],
    ["excess", row({ use: "12628", overflow: "600", excess: "28" })],
    ["no_limit", row({ use: "1" }, { limit: null })],
    ["fine", row(null)],
  ])("%s", (state, given) => {
    expect(standingState(given)).toBe(state);
  });

  test("what nothing carries comes first, then what is carried, then the fullest", () => {
    const rows = [row({ use: "9" }), row({ use: "12628", overflow: "628" }), row({ use: "12001", excess: "1" })];
    expect(inUrgency(rows).map(({ standing }) => standing?.figures?.use)).toEqual(["12001", "12628", "9"]);
  });
});

describe("the finding", () => {
  test("names what passed its limit, on the day in the customer's zone, and what carries it", () => {
    const carried = row(
      { use: "12628", overflow: "628" },
      { overflows: [{ state: "settled", raisedAt: new Date("2026-11-20T23:30:00Z") }] },
    );
    expect(ownOverviewFinding([carried], idle, now)).toBe(
      "Storage passed its limit on 21 Nov. One overflow machine carries the 628 GiB above it.",
    );
  });

  test("says what nothing carries, and what it waits for", () => {
    const asked = row({ use: "12002", excess: "2" }, { overflows: [{ state: "held_approval" }] });
    expect(ownOverviewFinding([asked], idle, now)).toContain("2 GiB above it are not carried: you are asked");
    expect(ownOverviewFinding([row({ use: "12001", excess: "1" })], idle, now)).toContain(
      "1 GiB above it is not carried: it is billed.",
    );
    expect(ownOverviewFinding([row({ use: "12002", excess: "2" })], idle, now)).toContain("they are billed.");
  });

  test("at the limit, what an earlier crossing has left behind is not denied", () => {
    const units = { meterName: "Units", soFarMinor: 180n, currency: "EUR" };
    expect(
      ownOverviewFinding(
        [
          row(
            { use: "12000" },
            { ...units, overflows: [{ state: "settled", raisedAt: new Date("2026-11-20T23:30:00Z") }] },
          ),
        ],
        idle,
        now,
      ),
    ).toBe(
      "Units are at 100 % of their limit. The overflow machine stays until use without it has been within the limit for a full period.",
    );
    expect(ownOverviewFinding([row({ use: "12000" }, units)], idle, now)).toContain(
      "€1.80 was billed earlier for use above it.",
    );
  });

  test("without any limit nothing is within one", () => {
    const unlimited = { ...row({ use: "1" }), limit: null };
    expect(ownOverviewFinding([unlimited], idle, now)).toBe("Everything is set up; no limit is set.");
    expect(ownOverviewFinding([], { ...idle, troubled: 2 }, now)).toBe("No limit is set. 2 machines need attention.");
  });

  test("else what is missing, else that all is well", () => {
    expect(ownOverviewFinding([row(null)], { all: 0, setUp: 0, troubled: 0 }, now)).toContain("Install the first one");
    expect(ownOverviewFinding([row({ use: "10800" })], idle, now)).toContain("Storage is at 90 % of its limit.");
    expect(ownOverviewFinding([row({ use: "1" })], { ...idle, troubled: 1 }, now)).toContain("1 machine needs");
    expect(ownOverviewFinding([row({ use: "1" })], { ...idle, setUp: 2 }, now)).toBe(
      "Use is within every limit. 1 machine is being set up.",
    );
    expect(ownOverviewFinding([row({ use: "1" })], idle, now)).toBe(
      "Everything is set up, and use is within every limit.",
    );
  });
});

test("machines are counted without the retired ones; silent ones are set up and need attention", () => {
  expect(machineSums({ active: 3, silent: 1, reported: 2, retired: 9 })).toEqual({ all: 6, setUp: 4, troubled: 1 });
});
