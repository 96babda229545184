import { describe } from "vitest";
import { agreedLimit as limit, scenario, use } from "./play-scenario";

const date = (text: string) => `2026-03-${text}`;
const noon = (day: string) => `2026-03-${day} 12:00`;
const clock = (time: string) => `2026-03-02 ${time}`;

describe("limits of one meter, one after the other", () => {
  scenario("what exceeds both is one excess, of the second", {
    ...{ period: "month", limits: [limit("10", { id: "first" }), limit("200", { id: "second" })] },
    uses: [use(noon("03"), 101), use(noon("04"), 150, { cloud: "b" })],
    expected: [
      "first 2026-03-01T00:00: 10 = 10 + 0; bills nothing",
      "second 2026-03-01T00:00: 241 = 200 + 41; bills 41 for 41.00; event",
    ],
  });
  scenario("the excess is priced by the last limit", {
    ...{ period: "month", limits: [limit("10", { id: "first" }), limit("10", { id: "second", rate: "3" })] },
    uses: [use(noon("03"), 25)],
    expected: [
      "first 2026-03-01T00:00: 10 = 10 + 0; bills nothing",
      "second 2026-03-01T00:00: 15 = 10 + 5; bills 5 for 15.00; event",
    ],
  });
  scenario("three limits are used up in the order of their begin", {
    period: "month",
    limits: [
      limit("3", { id: "a", from: date("01 02:00") }),
      limit("5", { id: "b", from: date("01 00:00") }),
      limit("7", { id: "c", from: date("01 01:00") }),
    ],
    uses: [use(noon("03"), 14)],
    expected: [
      "a 2026-03-01T00:00: 2 = 2 + 0; bills nothing",
      "b 2026-03-01T00:00: 5 = 5 + 0; bills nothing",
      "c 2026-03-01T00:00: 7 = 7 + 0; bills nothing",
    ],
  });
  scenario("limits of one begin are used up in the order of their ids", {
    ...{ period: "month", limits: [limit("5", { id: "b" }), limit("5", { id: "a" })], uses: [use(noon("03"), 7)] },
    expected: ["b 2026-03-01T00:00: 2 = 2 + 0; bills nothing", "a 2026-03-01T00:00: 5 = 5 + 0; bills nothing"],
  });
  scenario("what the first billed before the second began is not billed again", {
    period: "month",
    limits: [limit("10", { id: "first" }), limit("200", { id: "second", from: date("10 00:00") })],
    uses: [use(noon("05"), 30), use(noon("12"), 230)],
    expected: [
      "first 2026-03-01T00:00: 30 = 10 + 20; bills 20 for 20.00; event",
      "second 2026-03-01T00:00: 230 = 200 + 30; bills 30 for 30.00; event",
    ],
  });
  scenario("what the first did not use up before the second began is used up first", {
    period: "month",
    limits: [limit("10", { id: "first" }), limit("20", { id: "second", from: date("10 00:00") })],
    uses: [use(noon("05"), 4), use(noon("12"), 25)],
    expected: [
      "first 2026-03-01T00:00: 10 = 10 + 0; bills nothing",
      "second 2026-03-01T00:00: 19 = 19 + 0; bills nothing",
    ],
  });
  scenario("a limit that follows another one begins at nothing", {
    period: "month",
    limits: [limit("10", { id: "first", to: date("10 00:00") }), limit("5", { id: "second", from: date("10 00:00") })],
    uses: [use(noon("05"), 12), use(noon("15"), 12)],
    expected: [
      "first 2026-03-01T00:00: 12 = 10 + 2; bills 2 for 2.00; event",
      "second 2026-03-01T00:00: 12 = 5 + 7; bills 7 for 7.00; event",
    ],
  });
  scenario("use between two limits is nobody's", {
    period: "month",
    limits: [limit("10", { id: "first", to: date("10 00:00") }), limit("5", { id: "second", from: date("20 00:00") })],
    uses: [use(noon("05"), 9), use(noon("15"), 90), use(noon("25"), 4)],
    expected: ["first 2026-03-01T00:00: 9 = 9 + 0; bills nothing", "second 2026-03-01T00:00: 4 = 4 + 0; bills nothing"],
  });
  scenario("late use that the first covers moves later use on to the second", {
    period: "month",
    limits: [limit("10", { id: "first" }), limit("5", { id: "second", from: date("10 00:00") })],
    uses: [use(noon("12"), 12)],
    later: [{ uses: [use(noon("05"), 8)] }],
    expected: [
      "first 2026-03-01T00:00: 10 = 10 + 0; bills nothing",
      "second 2026-03-01T00:00: 10 = 5 + 5; bills 5 for 5.00; event",
    ],
  });
});

describe("limits that are added or end for the past", () => {
  const [first, second] = [limit("10", { id: "first" }), limit("5", { id: "second", from: date("01 00:00") })];
  scenario("use that the first has billed is not billed again by a second that is added for the past", {
    ...{ period: "month", limits: [first], uses: [use(noon("03"), 30)], later: [{ limits: [first, second] }] },
    expected: [
      "first 2026-03-01T00:00: 10 = 10 + 0; bills 20 for 20.00; event",
      "second 2026-03-01T00:00: 20 = 5 + 15; bills nothing; event",
    ],
  });
  scenario("and what is used then is billed once it is beyond what the first has billed", {
    ...{ period: "month", limits: [first], uses: [use(noon("03"), 30)] },
    later: [{ limits: [first, second] }, { uses: [use(noon("04"), 7)] }],
    expected: [
      "first 2026-03-01T00:00: 10 = 10 + 0; bills 20 for 20.00; event",
      "second 2026-03-01T00:00: 27 = 5 + 22; bills 2 for 2.00; event",
    ],
  });
  scenario("when the second ends for the past, the first bills what the second has not", {
    ...{ period: "month", limits: [first, second], uses: [use(noon("03"), 30)] },
    later: [{ limits: [first, limit("5", { id: "second", from: date("01 00:00"), to: date("02 00:00") })] }],
    expected: [
      "first 2026-03-01T00:00: 30 = 10 + 20; bills 5 for 5.00; event",
      "second 2026-03-01T00:00: 0 = 0 + 0; bills 15 for 15.00; event",
    ],
  });
  scenario("two limits that are added for the past count on one charge of the first once", {
    ...{ period: "month", limits: [first], uses: [use(noon("03"), 30)] },
    later: [
      { limits: [first, limit("5", { id: "second", from: date("01 00:00"), to: date("10 00:00") })] },
      {
        limits: [
          first,
          limit("5", { id: "second", from: date("01 00:00"), to: date("10 00:00") }),
          limit("5", { id: "third", from: date("10 00:00") }),
        ],
        uses: [use(noon("12"), 12)],
      },
    ],
    expected: [
      "first 2026-03-01T00:00: 10 = 10 + 0; bills 20 for 20.00; event",
      "second 2026-03-01T00:00: 20 = 5 + 15; bills nothing; event",
      "third 2026-03-01T00:00: 12 = 5 + 7; bills 2 for 2.00; event",
    ],
  });
  scenario("of a maximum that is judged late under the first, the second has billed the excess already", {
    ...{ aggregation: "max", period: "hour", uses: [use(clock("10:15"), 11)] },
    limits: [limit("4", { id: "first", to: clock("10:15") }), limit("6", { id: "second", from: clock("10:15") })],
    later: [{ uses: [use(clock("10:00"), 8)] }],
    expected: [
      "first 2026-03-02T10:00: 8 = 4 + 4; bills nothing; event",
      "second 2026-03-02T10:00: 11 = 6 + 5; bills 5 for 5.00; event",
    ],
  });
});

describe("limits of one cloud and of all", () => {
  scenario("a cloud's limit covers its cloud before the one over all clouds does", {
    ...{ period: "month", limits: [limit("5", { id: "cloud", cloud: "a" }), limit("50", { id: "over_all" })] },
    uses: [use(noon("03"), 6), use(noon("03"), 90, { cloud: "b" })],
    expected: [
      "cloud 2026-03-01T00:00: 5 = 5 + 0; bills nothing",
      "over_all 2026-03-01T00:00: 91 = 50 + 41; bills 41 for 41.00; event",
    ],
  });
  scenario("a cloud's limit that comes second covers what the one over all clouds leaves of its cloud", {
    ...{ period: "month", limits: [limit("10", { id: "all" }), limit("5", { id: "cloud", cloud: "a" })] },
    uses: [use(noon("03"), 12), use(noon("03"), 6, { cloud: "b" })],
    expected: [
      "all 2026-03-01T00:00: 16 = 10 + 6; bills 6 for 6.00; event",
      "cloud 2026-03-01T00:00: 2 = 2 + 0; bills nothing",
    ],
  });
  scenario("limits of two clouds know nothing of each other", {
    ...{ period: "month", limits: [limit("5", { id: "in_a", cloud: "a" }), limit("5", { id: "in_b", cloud: "b" })] },
    uses: [use(noon("03"), 7), use(noon("03"), 3, { cloud: "b" })],
    expected: [
      "in_a 2026-03-01T00:00: 7 = 5 + 2; bills 2 for 2.00; event",
      "in_b 2026-03-01T00:00: 3 = 3 + 0; bills nothing",
    ],
  });
  scenario("machines on premises are covered by the limit over all clouds alone", {
    ...{ period: "month", limits: [limit("5", { id: "cloud", cloud: "a" }), limit("5", { id: "over_all" })] },
    uses: [use(noon("03"), 8), use(noon("03"), 4, { cloud: null })],
    expected: [
      "cloud 2026-03-01T00:00: 5 = 5 + 0; bills nothing",
      "over_all 2026-03-01T00:00: 7 = 5 + 2; bills 2 for 2.00; event",
    ],
  });
});

describe("maxima and averages under several limits", () => {
  const both = [limit("4", { id: "first" }), limit("3", { id: "second" })];
  scenario("a maximum is covered by one limit after the other", {
    ...{ aggregation: "max", period: "hour", limits: both, uses: [use(clock("10:00"), 9)] },
    expected: [
      "first 2026-03-02T10:00: 4 = 4 + 0; bills nothing",
      "second 2026-03-02T10:00: 5 = 3 + 2; bills 2 for 2.00; event",
    ],
  });
  scenario("an average is covered by one limit after the other", {
    ...{
      aggregation: "average",
      period: "hour",
      limits: both,
      uses: [use(clock("10:00"), 6), use(clock("10:15"), 12)],
    },
    expected: [
      "first 2026-03-02T10:00: 4 = 4 + 0; bills nothing",
      "second 2026-03-02T10:00: 5 = 3 + 2; bills 2 for 2.00; event",
    ],
  });
  const replaced = [
    limit("4", { id: "first", to: clock("10:15") }),
    limit("6", { id: "second", from: clock("10:15") }),
  ];
  scenario("of a maximum the second bills what goes beyond what the first has billed", {
    ...{
      aggregation: "max",
      period: "hour",
      limits: replaced,
      uses: [use(clock("10:00"), 8), use(clock("10:15"), 11)],
    },
    expected: [
      "first 2026-03-02T10:00: 8 = 4 + 4; bills 4 for 4.00; event",
      "second 2026-03-02T10:00: 11 = 6 + 5; bills 1 for 1.00; event",
    ],
  });
  scenario("of a maximum the second bills nothing where the first has billed more", {
    ...{ aggregation: "max", period: "hour", limits: replaced, uses: [use(clock("10:00"), 8), use(clock("10:15"), 9)] },
    expected: [
      "first 2026-03-02T10:00: 8 = 4 + 4; bills 4 for 4.00; event",
      "second 2026-03-02T10:00: 9 = 6 + 3; bills nothing; event",
    ],
  });
});
