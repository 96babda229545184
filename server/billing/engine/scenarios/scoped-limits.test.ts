import { describe } from "vitest";
import { agreedLimit as limit, scenario, use } from "./play-scenario";

// Limits of one cloud, alone and with those over all clouds: docs/rules.md 4.10. Worked out by hand.

const hour = "2026-03-02 10";
const inA = (minute: string, quantity: number) => use(`${hour}:${minute}`, quantity, { cloud: "a" });
const inB = (minute: string, quantity: number) => use(`${hour}:${minute}`, quantity, { cloud: "b" });
const hourly = { period: "hour" as const };

describe("limits of single clouds", () => {
  scenario("each counts use in its cloud alone, and use elsewhere is nobody's", {
    ...hourly,
    limits: [limit("4", { id: "of_a", cloud: "a" }), limit("9", { id: "of_b", cloud: "b" })],
    uses: [inA("05", 6), inB("05", 6), use(`${hour}:05`, 50, { cloud: "c" }), use(`${hour}:05`, 50, { cloud: null })],
    expected: [
      "of_a 2026-03-02T10:00: 6 = 4 + 2; bills 2 for 2.00; event",
      "of_b 2026-03-02T10:00: 6 = 6 + 0; bills nothing",
    ],
  });

  scenario("what one cloud's limit billed too much counts for no other cloud's", {
    ...hourly,
    limits: [limit("4", { id: "of_a", cloud: "a" }), limit("4", { id: "of_b", cloud: "b" })],
    uses: [inA("05", 9)],
    later: [
      {
        limits: [limit("9", { id: "of_a", cloud: "a" }), limit("4", { id: "of_b", cloud: "b" })],
        uses: [inB("20", 7)],
      },
    ],
    expected: [
      "of_a 2026-03-02T10:00: 9 = 9 + 0; bills 5 for 5.00; event",
      "of_b 2026-03-02T10:00: 7 = 4 + 3; bills 3 for 3.00; event",
    ],
  });

  scenario("but counts for one over all clouds, which now has the same use", {
    ...hourly,
    limits: [limit("0", { id: "of_a", cloud: "a" }), limit("0", { id: "of_b", cloud: "b" })],
    uses: [inA("05", 5)],
    later: [
      {
        limits: [
          limit("0", { id: "of_a", cloud: "a", to: `${hour}:00` }),
          limit("0", { id: "of_b", cloud: "b" }),
          limit("0", { id: "whole" }),
        ],
        uses: [inB("20", 3)],
      },
    ],
    expected: [
      "of_a 2026-03-02T10:00: 0 = 0 + 0; bills 5 for 5.00; event",
      "whole 2026-03-02T10:00: 8 = 0 + 8; bills 3 for 3.00; event",
    ],
  });

  scenario("an average holds no use from before the limit of its cloud began, whatever other clouds' limits do", {
    ...{ ...hourly, aggregation: "average" },
    limits: [limit("50", { id: "of_b", cloud: "b" }), limit("4", { id: "of_a", cloud: "a", from: `${hour}:30` })],
    uses: [inA("05", 40), inA("20", 40), inA("35", 3), inA("50", 4), inB("05", 6), inB("35", 6)],
    expected: [
      "of_b 2026-03-02T10:00: 6 = 6 + 0; bills nothing",
      "of_a 2026-03-02T10:00: 3.5 = 3.5 + 0; bills nothing",
    ],
  });
});

describe("covers with a date", () => {
  scenario("what is included in a window is what was agreed when it began", {
    ...hourly,
    limits: [
      limit("0", {
        covers: ["2"],
        changes: [
          { from: `${hour}:15`, covers: ["2", "2.5"] },
          { from: "2026-03-02 12:00", covers: [] },
        ],
      }),
    ],
    uses: [use("2026-03-02 10:20", 5), use("2026-03-02 11:20", 5), use("2026-03-02 12:20", 5)],
    expected: [
      "2026-03-02T10:00: 5 = 0 + 5; bills 3 for 3.00; event",
      "2026-03-02T11:00: 5 = 0 + 5; bills 1 for 1.00; event",
      "2026-03-02T12:00: 5 = 0 + 5; bills 5 for 5.00; event",
    ],
  });
});
