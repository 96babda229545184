import { describe } from "vitest";
import { agreedLimit as limit, scenario, use } from "./play-scenario";

const limits = [limit("8")];
const clock = (time: string) => `2026-03-02 ${time}`;

describe("maxima", () => {
  scenario("of a maximum the busiest quarter of an hour is billed, not the sum of them", {
    ...{ aggregation: "max", period: "hour", limits },
    uses: [use(clock("10:00"), 9), use(clock("10:15"), 11), use(clock("10:30"), 10)],
    expected: ["2026-03-02T10:00: 11 = 8 + 3; bills 3 for 3.00; event"],
  });
  scenario("machines are added up before the largest is chosen: what moves between clouds is used once", {
    ...{ aggregation: "max", period: "hour", limits },
    uses: [
      ...[use(clock("10:00"), 6), use(clock("10:00"), 2, { cloud: "b" })],
      ...[use(clock("10:15"), 3), use(clock("10:15"), 5, { cloud: "b" })],
    ],
    expected: ["2026-03-02T10:00: 8 = 8 + 0; bills nothing"],
  });
  scenario("a machine's last reading in a quarter of an hour replaces the ones before", {
    ...{ aggregation: "max", period: "hour", limits, uses: [use(clock("10:01"), 12), use(clock("10:14"), 7)] },
    expected: ["2026-03-02T10:00: 7 = 7 + 0; bills nothing"],
  });
  scenario("of two readings of one instant the larger stands", {
    ...{ aggregation: "max", period: "hour", limits, uses: [use(clock("10:05"), 9), use(clock("10:05"), 7)] },
    expected: ["2026-03-02T10:00: 9 = 8 + 1; bills 1 for 1.00; event"],
  });
  scenario("two machines of one cloud are two readings", {
    ...{ aggregation: "max", period: "hour", limits },
    uses: [use(clock("10:05"), 5, { machine: "one" }), use(clock("10:05"), 5, { machine: "two" })],
    expected: ["2026-03-02T10:00: 10 = 8 + 2; bills 2 for 2.00; event"],
  });
  scenario("a machine that is read in two clouds counts in each", {
    ...{ aggregation: "max", period: "hour", limits },
    uses: [use(clock("10:05"), 5, { machine: "one" }), use(clock("10:06"), 4, { machine: "one", cloud: "b" })],
    expected: ["2026-03-02T10:00: 9 = 8 + 1; bills 1 for 1.00; event"],
  });
  scenario("machines on premises count in a limit over all clouds", {
    ...{ aggregation: "max", period: "hour", limits, uses: [use(clock("10:05"), 9, { cloud: null })] },
    expected: ["2026-03-02T10:00: 9 = 8 + 1; bills 1 for 1.00; event"],
  });
  scenario("a limit of one cloud sees neither another cloud nor machines on premises", {
    ...{ aggregation: "max", period: "hour", limits: [limit("8", { cloud: "a" })] },
    uses: [use(clock("10:05"), 3), use(clock("10:05"), 9, { cloud: "b" }), use(clock("10:05"), 9, { cloud: null })],
    expected: ["2026-03-02T10:00: 3 = 3 + 0; bills nothing"],
  });
});

describe("averages and last values", () => {
  scenario("an average is taken over the quarters of an hour that have a reading", {
    ...{ aggregation: "average", period: "hour", limits, uses: [use(clock("10:00"), 12), use(clock("10:30"), 6)] },
    expected: ["2026-03-02T10:00: 9 = 8 + 1; bills 1 for 1.00; event"],
  });
  scenario("an average of thirds is above the limit by its eighteenth decimal and a whole step is billed", {
    ...{ aggregation: "average", period: "hour", limits },
    uses: [use(clock("10:00"), 8), use(clock("10:15"), 8), use(clock("10:30"), 9)],
    expected: ["2026-03-02T10:00: 8.333333333333333333 = 8 + 0.333333333333333333; bills 1 for 1.00; event"],
  });
  scenario("an average of several machines is of their sums", {
    ...{ aggregation: "average", period: "hour", limits },
    uses: [use(clock("10:00"), 6), use(clock("10:00"), 6, { cloud: "b" }), use(clock("10:15"), 8)],
    expected: ["2026-03-02T10:00: 10 = 8 + 2; bills 2 for 2.00; event"],
  });
  scenario("an average is not judged within ten minutes after its window", {
    ...{ aggregation: "average", period: "hour", limits, uses: [use(clock("10:00"), 9)], now: clock("11:09") },
    expected: ["2026-03-02T10:00: 9 = 8 + 1; bills nothing"],
  });
  scenario("an average is judged ten minutes after its window", {
    ...{ aggregation: "average", period: "hour", limits, uses: [use(clock("10:00"), 9)], now: clock("11:10") },
    expected: ["2026-03-02T10:00: 9 = 8 + 1; bills 1 for 1.00; event"],
  });
  scenario("of last values the last quarter of an hour with a reading is billed, whatever was before", {
    ...{ aggregation: "last", period: "hour", limits, uses: [use(clock("10:00"), 20), use(clock("10:45"), 9)] },
    expected: ["2026-03-02T10:00: 9 = 8 + 1; bills 1 for 1.00; event"],
  });
  scenario("a machine that is silent in the last quarter of an hour is not in the last value", {
    ...{ aggregation: "last", period: "hour", limits },
    uses: [use(clock("10:00"), 20), use(clock("10:45"), 3, { cloud: "b" })],
    expected: ["2026-03-02T10:00: 3 = 3 + 0; bills nothing"],
  });
  scenario("last values of a day are those of its last quarter of an hour, local time", {
    ...{ aggregation: "last", period: "day", zone: "Europe/Berlin", limits },
    uses: [use("2026-07-14 21:50", 9), use("2026-07-14 22:05", 3)],
    expected: ["2026-07-13T22:00: 9 = 8 + 1; bills 1 for 1.00; event", "2026-07-14T22:00: 3 = 3 + 0; bills nothing"],
  });
});

describe("counters and quantities", () => {
  scenario("a counter adds up records, machines and clouds", {
    ...{ period: "hour", limits },
    uses: [use(clock("10:05"), 4), use(clock("10:20"), 3, { cloud: "b" }), use(clock("10:40"), 2, { cloud: null })],
    expected: ["2026-03-02T10:00: 9 = 8 + 1; bills 1 for 1.00; event"],
  });
  scenario("use of exactly the limit bills nothing and raises nothing", {
    ...{
      period: "hour",
      limits,
      uses: [use(clock("10:05"), "7.999999999999999999"), use(clock("10:06"), "0.000000000000000001")],
    },
    expected: ["2026-03-02T10:00: 8 = 8 + 0; bills nothing"],
  });
  scenario("the smallest part above the limit is above it", {
    ...{ period: "hour", limits, uses: [use(clock("10:05"), "8.000000000000000001")] },
    expected: ["2026-03-02T10:00: 8.000000000000000001 = 8 + 0.000000000000000001; bills 1 for 1.00; event"],
  });
  scenario("a limit of zero bills all use", {
    ...{ period: "hour", limits: [limit("0")], uses: [use(clock("10:05"), 3)] },
    expected: ["2026-03-02T10:00: 3 = 0 + 3; bills 3 for 3.00; event"],
  });
  scenario("a limit that is not known bills nothing, however much is used", {
    ...{ period: "hour", limits: [limit(null)], uses: [use(clock("10:05"), 50)] },
    expected: ["2026-03-02T10:00: 50 = 50 + 0; bills nothing"],
  });
  scenario("a quantity of eighteen digits is billed to the last of them", {
    ...{ period: "hour", limits: [limit("0", { rate: "0.01" })], uses: [use(clock("10:05"), "999999999999999999")] },
    expected: [
      "2026-03-02T10:00: 999999999999999999 = 0 + 999999999999999999; bills 999999999999999999 for 9999999999999999.99; event",
    ],
  });
});
