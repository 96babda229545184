import { expect, test } from "vitest";
import type { StandingRow } from "@/server/reads/standings";
import { costWords } from "./cost-words";

const now = new Date("2026-11-21T13:05:00Z");

/** 628 GiB above a limit, carried by one machine. */
const row = (change: object = {}): StandingRow =>
  ({
    unit: "GiB",
    decimals: 1,
    currency: "EUR",
    overRate: "0.045",
    billingFactor: "1",
    covers: [],
    timeZone: "Europe/Berlin",
    costCapMinor: 6000n,
    soFarMinor: 2826n,
    standing: { figures: { increment: "628" } },
    overflows: [
      {
        resource: { pricePerHour: "0.064", currency: "EUR" },
        estimateMinor: 1472n,
        currency: "EUR",
        windowEnd: new Date("2026-11-30T23:00:00Z"),
      },
    ],
    ...change,
  }) as unknown as StandingRow;

test("what is above the limit is quantity times rate, and the machine's price follows it", () => {
  expect(costWords(row(), now)).toEqual({
    sum: "628 GiB × €0.045 =",
    amount: "€28.26",
    machine: "The machine costs €0.064 an hour: €14.72 estimated until 30 Nov, capped at €60.00.",
  });
});

test("what is included is not billed, and a factor makes billing units", () => {
  const covers = [
    { name: "Launch offer", quantity: "100" },
    { name: "Loyalty", quantity: "28" },
  ];
  expect(costWords(row({ covers, soFarMinor: 2250n }), now).sum).toBe("500 GiB × €0.045 =");
  expect(costWords(row({ covers, billingFactor: "0.5", soFarMinor: 1125n }), now).sum).toBe(
    "250 billing units × €0.045 =",
  );
});

test("several machines are added up", () => {
  const [one] = row().overflows;
  expect(costWords(row({ overflows: [one, one], costCapMinor: null }), now).machine).toBe(
    "2 machines cost €0.128 an hour: €29.44 estimated until 30 Nov.",
  );
});

test("an amount that is not that product does not pretend to be", () => {
  expect(costWords(row({ soFarMinor: 2835n }), now).sum).toBe("Billed for use above the limit at €0.045:");
});

test("without a machine there is no sentence about one", () => {
  expect(costWords(row({ overflows: [] }), now).machine).toBe("");
});
