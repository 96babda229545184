import { describe } from "vitest";
import { agreedLimit as limit, scenario, use } from "./play-scenario";

const limits = [limit("10")];
const clock = (time: string) => `2026-03-02 ${time}`;
const uses = [use("2026-03-02 10:00", 10), use("2026-03-03 10:00", 10)];

describe("late use", () => {
  scenario("late use is billed in its own window, not in the running one", {
    ...{ period: "day", limits, uses, later: [{ uses: [use("2026-03-02 12:00", 4)] }] },
    expected: [
      "2026-03-02T00:00: 14 = 10 + 4; bills 4 for 4.00; event",
      "2026-03-03T00:00: 10 = 10 + 0; bills nothing",
    ],
  });
  scenario("a late record over midnight is billed in both days", {
    ...{ period: "day", limits, uses },
    later: [{ uses: [use("2026-03-03 02:00", 4, { from: "2026-03-02 22:00" })] }],
    expected: [
      "2026-03-02T00:00: 12 = 10 + 2; bills 2 for 2.00; event",
      "2026-03-03T00:00: 12 = 10 + 2; bills 2 for 2.00; event",
    ],
  });
  scenario("late use from before the limit never counts in it", {
    ...{ period: "day", limits: [limit("10", { from: clock("12:00") })], uses: [use(clock("13:00"), 12)] },
    later: [{ uses: [use(clock("10:00"), 50)] }],
    expected: ["2026-03-02T00:00: 12 = 10 + 2; bills 2 for 2.00; event"],
  });
  scenario("late use of a month whose limit was raised since costs what it would have cost in time", {
    ...{ period: "month", limits: [limit("10", { changes: [{ from: "2026-03-04 00:00", limit: "40" }] })] },
    uses: [use("2026-03-05 12:00", 35)],
    later: [{ uses: [use("2026-03-03 12:00", 30)] }],
    expected: ["2026-03-01T00:00: 65 = 40 + 25; bills 25 for 25.00; event"],
  });
  scenario("and in time it costs the same", {
    ...{ period: "month", limits: [limit("10", { changes: [{ from: "2026-03-04 00:00", limit: "40" }] })] },
    uses: [use("2026-03-03 12:00", 30)],
    later: [{ uses: [use("2026-03-05 12:00", 35)] }],
    expected: ["2026-03-01T00:00: 65 = 40 + 25; bills 25 for 25.00; event"],
  });
  scenario("a late reading below the peak changes nothing", {
    ...{ aggregation: "max", period: "hour", limits, uses: [use(clock("10:00"), 12)] },
    later: [{ uses: [use(clock("10:15"), 3)] }],
    expected: ["2026-03-02T10:00: 12 = 10 + 2; bills 2 for 2.00; event"],
  });
  scenario("a late reading that is the new peak is billed for what it adds", {
    ...{ aggregation: "max", period: "hour", limits, uses: [use(clock("10:30"), 12)] },
    later: [{ uses: [use(clock("10:00"), 15)] }],
    expected: ["2026-03-02T10:00: 15 = 10 + 5; bills 5 for 5.00; event"],
  });
  scenario("a newer reading that is lower takes nothing back of what was billed", {
    ...{ aggregation: "max", period: "hour", limits, uses: [use(clock("10:01"), 14)] },
    later: [{ uses: [use(clock("10:14"), 11)] }],
    expected: ["2026-03-02T10:00: 11 = 10 + 1; bills 4 for 4.00; event"],
  });
  scenario("an older reading of the same quarter of an hour that comes later changes nothing", {
    ...{ aggregation: "max", period: "hour", limits, uses: [use(clock("10:14"), 11)] },
    later: [{ uses: [use(clock("10:01"), 14)] }],
    expected: ["2026-03-02T10:00: 11 = 10 + 1; bills 1 for 1.00; event"],
  });
  scenario("late use that lowers an average after its close takes nothing back", {
    ...{ aggregation: "average", period: "hour", limits, uses: [use(clock("10:00"), 14)] },
    later: [{ uses: [use(clock("10:15"), 4)] }],
    expected: ["2026-03-02T10:00: 9 = 9 + 0; bills 4 for 4.00; event"],
  });
  scenario("late use that raises an average after its close is billed for the difference", {
    ...{ aggregation: "average", period: "hour", limits, uses: [use(clock("10:00"), 11)] },
    later: [{ uses: [use(clock("10:15"), 15)] }],
    expected: ["2026-03-02T10:00: 13 = 10 + 3; bills 3 for 3.00; event"],
  });
  scenario("a last value that comes late replaces the one that was judged", {
    ...{ aggregation: "last", period: "hour", limits, uses: [use(clock("10:30"), 11)] },
    later: [{ uses: [use(clock("10:45"), 14)] }],
    expected: ["2026-03-02T10:00: 14 = 10 + 4; bills 4 for 4.00; event"],
  });
});

describe("pacing", () => {
  const ones = (rate: string) => ({
    ...{ period: "month" as const, limits: [limit("10", { rate })], uses: [use("2026-03-02 10:05", 10)] },
    later: Array.from({ length: 40 }, () => ({ uses: [use("2026-03-02 10:06", 1)] })),
  });
  scenario("forty units at 0.004, each judged by itself, cost 0.16", {
    ...ones("0.004"),
    expected: ["2026-03-01T00:00: 50 = 10 + 40; bills 40 for 0.16; event"],
  });
  scenario("forty units at 0.005, each judged by itself, cost 0.20", {
    ...ones("0.005"),
    expected: ["2026-03-01T00:00: 50 = 10 + 40; bills 40 for 0.20; event"],
  });
  scenario("running totals of 10, 16 and 23 without a limit are one sum of 23", {
    ...{ period: "hour", limits: [limit("0")], uses: [use(clock("10:05"), 10)] },
    later: [{ uses: [use(clock("10:06"), 6)] }, { uses: [use(clock("10:07"), 7)] }],
    expected: ["2026-03-02T10:00: 23 = 0 + 23; bills 23 for 23.00; event"],
  });
  scenario("a step that was begun is billed once, and the next when it begins", {
    ...{ period: "hour", limits: [limit("10", { step: "5" })], uses: [use(clock("10:05"), 11)] },
    later: [{ uses: [use(clock("10:06"), 2)] }, { uses: [use(clock("10:07"), 3)] }],
    expected: ["2026-03-02T10:00: 16 = 10 + 6; bills 10 for 10.00; event"],
  });
  scenario("judging again without anything new changes nothing", {
    ...{ period: "hour", limits, uses: [use(clock("10:05"), 13)], later: [{}, {}, {}] },
    expected: ["2026-03-02T10:00: 13 = 10 + 3; bills 3 for 3.00; event"],
  });
});
