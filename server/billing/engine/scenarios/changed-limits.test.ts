import { describe } from "vitest";
import { agreedLimit as limit, scenario, use } from "./play-scenario";

const date = (text: string) => `2026-03-${text}`;
const noon = (day: string) => `2026-03-${day} 12:00`;
const clock = (time: string) => `2026-03-02 ${time}`;

describe("limits that change within a window", () => {
  scenario("a limit raised in mid-period covers what comes after, and what was billed stays billed", {
    ...{ period: "month", limits: [limit("10", { changes: [{ from: date("04 00:00"), limit: "40" }] })] },
    uses: [use(noon("03"), 30), use(noon("05"), 25)],
    expected: ["2026-03-01T00:00: 55 = 35 + 20; bills 20 for 20.00; event"],
  });
  scenario("a limit lowered in mid-period leaves within it what was, and everything after is beyond", {
    ...{ period: "month", limits: [limit("100", { changes: [{ from: date("04 00:00"), limit: "10" }] })] },
    uses: [use(noon("03"), 80), use(noon("05"), 5)],
    expected: ["2026-03-01T00:00: 85 = 80 + 5; bills 5 for 5.00; event"],
  });
  scenario("a limit lowered in mid-period covers up to its new figure where less was used before", {
    ...{ period: "month", limits: [limit("100", { changes: [{ from: date("04 00:00"), limit: "10" }] })] },
    uses: [use(noon("03"), 6), use(noon("05"), 9)],
    expected: ["2026-03-01T00:00: 15 = 10 + 5; bills 5 for 5.00; event"],
  });
  scenario("a limit that is raised for the past takes nothing back", {
    ...{ period: "month", limits: [limit("10")], uses: [use(noon("03"), 30)] },
    later: [{ limits: [limit("10", { changes: [{ from: date("01 00:00"), limit: "40" }] })] }],
    expected: ["2026-03-01T00:00: 30 = 30 + 0; bills 20 for 20.00; event"],
  });
  scenario("after a raise for the past, use is billed again once it is beyond what was billed", {
    ...{ period: "month", limits: [limit("10")], uses: [use(noon("03"), 30)] },
    later: [
      { limits: [limit("10", { changes: [{ from: date("01 00:00"), limit: "40" }] })] },
      { uses: [use(noon("05"), 25)] },
      { uses: [use(noon("06"), 10)] },
    ],
    expected: ["2026-03-01T00:00: 65 = 40 + 25; bills 25 for 25.00; event"],
  });
  scenario("a limit that is lowered for the past is billed for what was used since", {
    ...{ period: "month", limits: [limit("100")], uses: [use(noon("03"), 60)] },
    later: [{ limits: [limit("100", { changes: [{ from: date("02 00:00"), limit: "20" }] })] }],
    expected: ["2026-03-01T00:00: 60 = 20 + 40; bills 40 for 40.00; event"],
  });
  scenario("a limit that was not known covers what was used until it is", {
    ...{ period: "month", limits: [limit(null, { changes: [{ from: date("04 00:00"), limit: "10" }] })] },
    uses: [use(noon("03"), 50), use(noon("05"), 5)],
    expected: ["2026-03-01T00:00: 55 = 50 + 5; bills 5 for 5.00; event"],
  });
  scenario("each reading of a maximum is held against what was allowed then, also when a higher one follows", {
    ...{
      aggregation: "max",
      period: "hour",
      limits: [limit("4", { changes: [{ from: clock("10:30"), limit: "9" }] })],
    },
    uses: [use(clock("10:00"), 6), use(clock("10:30"), 9)],
    expected: ["2026-03-02T10:00: 9 = 9 + 0; bills 2 for 2.00; event"],
  });
  scenario("and it costs the same when the higher one was judged first", {
    ...{
      aggregation: "max",
      period: "hour",
      limits: [limit("4", { changes: [{ from: clock("10:30"), limit: "9" }] })],
    },
    uses: [use(clock("10:30"), 9)],
    later: [{ uses: [use(clock("10:00"), 6)] }],
    expected: ["2026-03-02T10:00: 9 = 9 + 0; bills 2 for 2.00; event"],
  });
  scenario("an average is held against the average of what was allowed", {
    ...{ aggregation: "average", period: "hour" },
    limits: [limit("4", { changes: [{ from: clock("10:30"), limit: "8" }] })],
    uses: ["00", "15", "30", "45"].map((minute) => use(clock(`10:${minute}`), 7)),
    expected: ["2026-03-02T10:00: 7 = 6 + 1; bills 1 for 1.00; event"],
  });
  scenario("a last value is held against what was allowed at its time", {
    ...{
      aggregation: "last",
      period: "hour",
      limits: [limit("4", { changes: [{ from: clock("10:30"), limit: "9" }] })],
    },
    uses: [use(clock("10:00"), 6), use(clock("10:45"), 9)],
    expected: ["2026-03-02T10:00: 9 = 9 + 0; bills nothing"],
  });
});

describe("limits that begin and end within a window", () => {
  scenario("a limit that begins in mid-period counts what is used from then on", {
    ...{ period: "month", limits: [limit("10", { from: date("10 00:00") })] },
    uses: [use(noon("05"), 100), use(noon("12"), 30)],
    expected: ["2026-03-01T00:00: 30 = 10 + 20; bills 20 for 20.00; event"],
  });
  scenario("a limit begins with a quarter of an hour: use of the one before is not its use", {
    ...{ period: "day", limits: [limit("10", { from: clock("10:15") })] },
    uses: [use(clock("10:15"), 50), use(clock("10:16"), 12)],
    expected: ["2026-03-02T00:00: 12 = 10 + 2; bills 2 for 2.00; event"],
  });
  scenario("of a counter over its begin a limit counts the part since", {
    ...{ period: "day", limits: [limit("10", { from: clock("10:00") })] },
    uses: [use(clock("12:00"), 40, { from: clock("08:00") })],
    expected: ["2026-03-02T00:00: 20 = 10 + 10; bills 10 for 10.00; event"],
  });
  scenario("after its end nothing counts in a limit", {
    ...{ period: "month", limits: [limit("10", { to: date("04 00:00") })] },
    uses: [use(noon("03"), 14), use(noon("05"), 50)],
    expected: ["2026-03-01T00:00: 14 = 10 + 4; bills 4 for 4.00; event"],
  });
  scenario("an end for the past takes nothing back", {
    ...{ period: "month", limits: [limit("10")], uses: [use(noon("03"), 14)] },
    later: [{ limits: [limit("10", { to: date("02 00:00") })] }],
    expected: ["2026-03-01T00:00: 0 = 0 + 0; bills 4 for 4.00; event"],
  });
  scenario("an end that is taken back lets count what was used meanwhile", {
    ...{
      period: "month",
      limits: [limit("10", { to: date("04 00:00") })],
      uses: [use(noon("03"), 4), use(noon("05"), 50)],
    },
    later: [{ limits: [limit("10")] }],
    expected: ["2026-03-01T00:00: 54 = 10 + 44; bills 44 for 44.00; event"],
  });
  scenario("a limit that begins in the past counts what was recorded before it was agreed", {
    ...{ period: "month", limits: [limit("10", { from: date("20 00:00") })], uses: [use(noon("12"), 30)] },
    later: [{ limits: [limit("10", { from: date("10 00:00") })] }],
    expected: ["2026-03-01T00:00: 30 = 10 + 20; bills 20 for 20.00; event"],
  });
});

describe("rates and steps that change", () => {
  const rate = (from: string) => [limit("0", { changes: [{ from, rate: "5" }] })];
  scenario("a rate that changes within a window holds from the next one", {
    ...{ period: "day", limits: rate(date("03 12:00")), uses: [use(date("03 13:00"), 1), use(date("04 13:00"), 1)] },
    expected: [
      "2026-03-03T00:00: 1 = 0 + 1; bills 1 for 1.00; event",
      "2026-03-04T00:00: 1 = 0 + 1; bills 1 for 5.00; event",
    ],
  });
  scenario("a rate that changes with a window holds in it", {
    ...{ period: "day", limits: rate(date("03 00:00")), uses: [use(date("03 13:00"), 1)] },
    expected: ["2026-03-03T00:00: 1 = 0 + 1; bills 1 for 5.00; event"],
  });
  scenario("a rate that changes at local midnight holds from that day on", {
    ...{ period: "day", zone: "America/New_York", limits: rate(date("03 05:00")) },
    uses: [use(date("03 04:50"), 1), use(date("03 05:05"), 1)],
    expected: [
      "2026-03-02T05:00: 1 = 0 + 1; bills 1 for 1.00; event",
      "2026-03-03T05:00: 1 = 0 + 1; bills 1 for 5.00; event",
    ],
  });
  scenario("a step that changes within a window holds from the next one", {
    ...{ period: "day", limits: [limit("0", { changes: [{ from: date("03 12:00"), step: "10" }] })] },
    uses: [use(date("03 13:00"), 1), use(date("04 13:00"), 1)],
    expected: [
      "2026-03-03T00:00: 1 = 0 + 1; bills 1 for 1.00; event",
      "2026-03-04T00:00: 1 = 0 + 1; bills 10 for 10.00; event",
    ],
  });
});
