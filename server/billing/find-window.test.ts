import fc from "fast-check";
import { expect, test } from "vitest";
import { billingWindow, lastAnchor } from "../periods";
import { windowFinder } from "./find-window";

test("it gives what billingWindow gives, in whatever order instants come", () => {
  const instants = fc.array(
    fc.date({ min: new Date("2026-01-01"), max: new Date("2027-01-01"), noInvalidDate: true }),
    { maxLength: 20 },
  );
  const periods = fc.constantFrom("15min" as const, "hour" as const, "day" as const, "week" as const, "month" as const);
  const names = fc.constantFrom("UTC", "Europe/Berlin", "America/New_York", "Pacific/Apia");
  const until = fc.constantFrom("2026-03-10T11:00:00Z", "2026-08-31T23:50:00Z");
  const moved = fc.tuple(names, names, until).map(([timeZone, before, end]) => ({
    ...{ timeZone, earlier: [{ timeZone: before, until: end }] },
  }));
  const zones = fc.oneof(names, moved);
  fc.assert(
    fc.property(periods, zones, fc.nat(30), instants, (period, zone, n, list) => {
      const anchor = (n % lastAnchor[period]) + 1;
      const find = windowFinder(period, zone, anchor);
      for (const at of list) expect(find(at)).toEqual(billingWindow(period, at, zone, anchor));
    }),
    { numRuns: 30 },
  );
});
