import fc from "fast-check";
import { expect, test } from "vitest";
import { billingWindow } from "../periods";
import { windowFinder } from "./find-window";

test("it gives what billingWindow gives, in whatever order instants come", () => {
  const instants = fc.array(
    fc.date({ min: new Date("2026-01-01"), max: new Date("2027-01-01"), noInvalidDate: true }),
    { maxLength: 20 },
  );
  const periods = fc.constantFrom("15min" as const, "hour" as const, "day" as const, "week" as const, "month" as const);
  const zones = fc.constantFrom("UTC", "Europe/Berlin", "America/New_York", "Pacific/Apia");
  fc.assert(
    fc.property(periods, zones, fc.integer({ min: 1, max: 31 }), instants, (period, zone, anchor, list) => {
      const find = windowFinder(period, zone, anchor);
      for (const at of list) expect(find(at)).toEqual(billingWindow(period, at, zone, anchor));
    }),
    { numRuns: 30 },
  );
});
