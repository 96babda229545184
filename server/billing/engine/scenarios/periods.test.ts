import { describe } from "vitest";
import { agreedLimit as limit, scenario, use } from "./play-scenario";

const limits = [limit("10")];

describe("windows of minutes and hours", () => {
  scenario("a counter's record that ends with the hour is use of the hour that ends", {
    ...{ period: "hour", limits, uses: [use("2026-03-02 11:00", 12)] },
    expected: ["2026-03-02T10:00: 12 = 10 + 2; bills 2 for 2.00; event"],
  });
  scenario("a gauge that is read at the full hour is use of the hour that begins", {
    ...{ aggregation: "max", period: "hour", limits, uses: [use("2026-03-02 11:00", 12)] },
    expected: ["2026-03-02T11:00: 12 = 10 + 2; bills 2 for 2.00; event"],
  });
  scenario("every quarter of an hour is held against the limit by itself", {
    ...{ period: "15min", limits, uses: [use("2026-03-02 10:05", 9), use("2026-03-02 10:20", 11)] },
    expected: ["2026-03-02T10:00: 9 = 9 + 0; bills nothing", "2026-03-02T10:15: 11 = 10 + 1; bills 1 for 1.00; event"],
  });
  scenario("an hour adds up its quarters", {
    ...{ period: "hour", limits },
    uses: ["05", "20", "35", "50"].map((minute) => use(`2026-03-02 10:${minute}`, 4)),
    expected: ["2026-03-02T10:00: 16 = 10 + 6; bills 6 for 6.00; event"],
  });
  scenario("hours are those of UTC in a zone that is half an hour off", {
    ...{ period: "hour", zone: "Asia/Kolkata", limits, uses: [use("2026-03-02 10:20", 6), use("2026-03-02 10:50", 6)] },
    expected: ["2026-03-02T10:00: 12 = 10 + 2; bills 2 for 2.00; event"],
  });
  scenario("the hour that clocks show twice is two windows", {
    ...{ period: "hour", zone: "Europe/Berlin", limits },
    uses: [use("2026-10-25 00:30", 12), use("2026-10-25 01:30", 13)],
    expected: [
      "2026-10-25T00:00: 12 = 10 + 2; bills 2 for 2.00; event",
      "2026-10-25T01:00: 13 = 10 + 3; bills 3 for 3.00; event",
    ],
  });
});

describe("windows of days", () => {
  scenario("a day begins at local midnight in winter", {
    ...{ period: "day", zone: "Europe/Berlin", limits, uses: [use("2026-01-14 22:50", 6), use("2026-01-14 23:05", 6)] },
    expected: ["2026-01-13T23:00: 6 = 6 + 0; bills nothing", "2026-01-14T23:00: 6 = 6 + 0; bills nothing"],
  });
  scenario("a day begins at local midnight in summer", {
    ...{ period: "day", zone: "Europe/Berlin", limits, uses: [use("2026-07-14 21:50", 6), use("2026-07-14 22:05", 6)] },
    expected: ["2026-07-13T22:00: 6 = 6 + 0; bills nothing", "2026-07-14T22:00: 6 = 6 + 0; bills nothing"],
  });
  scenario("a day begins at local midnight west of UTC", {
    ...{ period: "day", zone: "America/New_York", limits },
    uses: [use("2026-01-15 04:50", 6), use("2026-01-15 05:05", 6)],
    expected: ["2026-01-14T05:00: 6 = 6 + 0; bills nothing", "2026-01-15T05:00: 6 = 6 + 0; bills nothing"],
  });
  scenario("the day on which clocks go forward ends after 23 hours", {
    ...{ period: "day", zone: "Europe/Berlin", limits },
    uses: [use("2026-03-28 23:05", 6), use("2026-03-29 21:50", 6), use("2026-03-29 22:05", 7)],
    expected: ["2026-03-28T23:00: 12 = 10 + 2; bills 2 for 2.00; event", "2026-03-29T22:00: 7 = 7 + 0; bills nothing"],
  });
  scenario("the day on which clocks go back ends after 25 hours", {
    ...{ period: "day", zone: "Europe/Berlin", limits },
    uses: [use("2026-10-24 22:05", 6), use("2026-10-25 22:50", 6), use("2026-10-25 23:05", 7)],
    expected: ["2026-10-24T22:00: 12 = 10 + 2; bills 2 for 2.00; event", "2026-10-25T23:00: 7 = 7 + 0; bills nothing"],
  });
  scenario("a day whose midnight is skipped begins with its first instant", {
    ...{ period: "day", zone: "America/Sao_Paulo", limits },
    uses: [use("2018-11-04 02:50", 6), use("2018-11-04 03:05", 7)],
    expected: ["2018-11-03T03:00: 6 = 6 + 0; bills nothing", "2018-11-04T03:00: 7 = 7 + 0; bills nothing"],
  });
  scenario("a zone 45 minutes off begins its days on a quarter of an hour", {
    ...{
      period: "day",
      zone: "Asia/Kathmandu",
      limits,
      uses: [use("2026-05-01 18:10", 6), use("2026-05-01 18:20", 7)],
    },
    expected: ["2026-04-30T18:15: 6 = 6 + 0; bills nothing", "2026-05-01T18:15: 7 = 7 + 0; bills nothing"],
  });
  scenario("where clocks go back by half an hour the day has 24 and a half", {
    ...{ period: "day", zone: "Australia/Lord_Howe", limits },
    uses: [use("2026-04-04 13:05", 6), use("2026-04-05 13:20", 6), use("2026-04-05 13:35", 7)],
    expected: ["2026-04-04T13:00: 12 = 10 + 2; bills 2 for 2.00; event", "2026-04-05T13:30: 7 = 7 + 0; bills nothing"],
  });
  scenario("a date that a zone skipped has no window: the day before meets the day after", {
    ...{ period: "day", zone: "Pacific/Apia", limits, uses: [use("2011-12-30 09:50", 6), use("2011-12-30 10:05", 7)] },
    expected: ["2011-12-29T10:00: 6 = 6 + 0; bills nothing", "2011-12-30T10:00: 7 = 7 + 0; bills nothing"],
  });
  scenario("a counter over midnight is split between two days by time", {
    ...{ period: "day", limits, uses: [use("2026-03-03 02:00", 12, { from: "2026-03-02 22:00" })] },
    expected: ["2026-03-02T00:00: 6 = 6 + 0; bills nothing", "2026-03-03T00:00: 6 = 6 + 0; bills nothing"],
  });
  scenario("a counter over a change of clocks is split by the time that passed, not by the clock's face", {
    ...{ period: "day", zone: "Europe/Berlin", limits },
    uses: [use("2026-10-26 00:00", 27, { from: "2026-10-24 21:00" })],
    expected: [
      "2026-10-23T22:00: 1 = 1 + 0; bills nothing",
      "2026-10-24T22:00: 25 = 10 + 15; bills 15 for 15.00; event",
      "2026-10-25T23:00: 1 = 1 + 0; bills nothing",
    ],
  });
});

describe("windows of weeks", () => {
  scenario("a week begins on Monday", {
    ...{ period: "week", limits, uses: [use("2026-03-01 23:50", 6), use("2026-03-02 00:05", 7)] },
    expected: ["2026-02-23T00:00: 6 = 6 + 0; bills nothing", "2026-03-02T00:00: 7 = 7 + 0; bills nothing"],
  });
  scenario("east of UTC Monday begins on Sunday evening", {
    ...{ period: "week", zone: "Asia/Kolkata", limits, uses: [use("2026-03-01 18:20", 6), use("2026-03-01 18:35", 7)] },
    expected: ["2026-02-22T18:30: 6 = 6 + 0; bills nothing", "2026-03-01T18:30: 7 = 7 + 0; bills nothing"],
  });
  scenario("a week over the turn of the year is one window", {
    ...{ period: "week", limits, uses: [use("2026-12-31 12:00", 6), use("2027-01-02 12:00", 6)] },
    expected: ["2026-12-28T00:00: 12 = 10 + 2; bills 2 for 2.00; event"],
  });
  scenario("a week in which clocks go back ends an hour later", {
    ...{ period: "week", zone: "Europe/Berlin", limits },
    uses: [use("2026-10-18 22:05", 6), use("2026-10-25 22:50", 6), use("2026-10-25 23:05", 7)],
    expected: ["2026-10-18T22:00: 12 = 10 + 2; bills 2 for 2.00; event", "2026-10-25T23:00: 7 = 7 + 0; bills nothing"],
  });
});

describe("windows of months", () => {
  scenario("a month begins with the local first", {
    ...{
      period: "month",
      zone: "Europe/Berlin",
      limits,
      uses: [use("2026-02-28 22:50", 6), use("2026-02-28 23:05", 7)],
    },
    expected: ["2026-01-31T23:00: 6 = 6 + 0; bills nothing", "2026-02-28T23:00: 7 = 7 + 0; bills nothing"],
  });
  scenario("a month from the 31st begins on the last day of shorter months", {
    ...{ period: "month", anchor: 31, limits },
    uses: ["02-27", "02-28", "03-30", "03-31"].map((date) => use(`2026-${date} 12:00`, 6)),
    expected: [
      "2026-01-31T00:00: 6 = 6 + 0; bills nothing",
      "2026-02-28T00:00: 12 = 10 + 2; bills 2 for 2.00; event",
      "2026-03-31T00:00: 6 = 6 + 0; bills nothing",
    ],
  });
  scenario("in a leap year a month from the 31st begins on 29 February", {
    ...{ period: "month", anchor: 31, limits, uses: [use("2028-02-28 12:00", 6), use("2028-02-29 12:00", 7)] },
    expected: ["2028-01-31T00:00: 6 = 6 + 0; bills nothing", "2028-02-29T00:00: 7 = 7 + 0; bills nothing"],
  });
  scenario("in other years a month from the 29th begins on 28 February", {
    ...{ period: "month", anchor: 29, limits },
    uses: ["02-27", "02-28", "03-28", "03-29"].map((date) => use(`2027-${date} 12:00`, 6)),
    expected: [
      "2027-01-29T00:00: 6 = 6 + 0; bills nothing",
      "2027-02-28T00:00: 12 = 10 + 2; bills 2 for 2.00; event",
      "2027-03-29T00:00: 6 = 6 + 0; bills nothing",
    ],
  });
  scenario("the leap day belongs to February", {
    ...{ period: "month", limits, uses: [use("2028-02-01 12:00", 6), use("2028-02-29 12:00", 6)] },
    expected: ["2028-02-01T00:00: 12 = 10 + 2; bills 2 for 2.00; event"],
  });
  scenario("a month from the 15th over a change of clocks begins and ends at local midnight", {
    ...{ period: "month", anchor: 15, zone: "Europe/Berlin", limits },
    uses: [use("2026-03-14 22:50", 6), use("2026-03-14 23:05", 6), use("2026-04-14 21:50", 6)],
    expected: ["2026-02-14T23:00: 6 = 6 + 0; bills nothing", "2026-03-14T23:00: 12 = 10 + 2; bills 2 for 2.00; event"],
  });
  scenario("a counter over the turn of a month is split between both", {
    ...{ period: "month", limits, uses: [use("2026-03-02 00:00", 48, { from: "2026-02-28 00:00" })] },
    expected: [
      "2026-02-01T00:00: 24 = 10 + 14; bills 14 for 14.00; event",
      "2026-03-01T00:00: 24 = 10 + 14; bills 14 for 14.00; event",
    ],
  });
});
