import Decimal from "decimal.js";
import fc from "fast-check";
import { expect, test } from "vitest";
import { addMoney, zeroMoney } from "../../../money";
import { judge } from "../../engine";
import { agreed, snapshotOf, used } from "../fixtures";
import { offsetToPost, type WindowOffsets } from "../offsets";

// docs/rules.md 4.9, held against a plain calculation: whatever is known of a window when it is posted, and in whatever
// order, the period's amounts come to its exact price, rounded once.

// Without a bias: two ticks of one sum could be the peak, and the margins of their clouds differ.
const quantity = fc.noBias(fc.nat(9_000)).map((n) => new Decimal(n).div(1000).toFixed());
const terms = {
  aggregation: fc.constantFrom("sum" as const, "max" as const),
  overRate: fc.constantFrom("0.10", "0.0333", "2"),
  underCredit: fc.constantFrom("0.02", "0.0077", "0"),
  billingFactor: fc.constantFrom("1", "0.5", "3"),
  referenceShares: fc.dictionary(fc.constantFrom("a", "b"), quantity),
  scope: fc.constantFrom("aggregate" as const, { cloudId: "a" }),
};
/** A window's records: tick, cloud, quantity; at most one of a cloud and tick. */
const records = fc.uniqueArray(fc.tuple(fc.nat(3), fc.constantFrom("a", "b", null), quantity), {
  maxLength: 6,
  selector: ([tick, cloud]) => `${tick} ${cloud}`,
});
type Record = [number, string | null, string];

/** The plain calculation: the use of each cloud, its margin, and their price. */
function plainly(of: Record[], { referenceShares: shares, scope, aggregation, ...rates }: ReturnType<typeof agreed>) {
  const own = of.filter(([, cloud]) => scope === "aggregate" || cloud === scope.cloudId);
  if (own.length === 0) return new Decimal(0);
  const total = (list: Record[]) => Decimal.sum(0, ...list.map(([, , used]) => used));
  const at = (tick: number) => own.filter((one) => one[0] === tick);
  const peak = [0, 1, 2, 3].reduce((best, tick) => (total(at(tick)).gt(total(at(best))) ? tick : best), 0);
  const counted = aggregation === "sum" ? own : at(peak);
  const clouds = Object.keys(shares).filter((cloud) => scope === "aggregate" || cloud === scope.cloudId);
  const net = Decimal.sum(
    0,
    ...clouds.map((cloud) => total(counted.filter((one) => one[1] === cloud)).minus(shares[cloud] ?? 0)),
  ).times(rates.billingFactor);
  return net.times(net.gt(0) ? rates.overRate : rates.underCredit);
}

test("pacing, order and late use change no amount of a period", () => {
  fc.assert(
    fc.property(
      fc.record(terms),
      fc.array(fc.tuple(records, fc.nat(6)), { minLength: 1, maxLength: 6 }),
      fc.array(fc.nat(5), { maxLength: 8 }),
      (given, windows, order) => {
        const parameters = agreed({ ...given, mode: "offset", limit: "8" });
        const offsetsOf = (of: Record[]): WindowOffsets => {
          const ticks = of.map(([tick, cloud, value]) => used(tick, cloud, value));
          const input = { snapshot: snapshotOf(ticks, { closed: true }), parameters, capacities: [], events: [] };
          const { offsets, charge } = judge({ ...input, covers: [], remitted: [] });
          if (!offsets || charge) throw new Error("Offset billing bills its offsets alone.");
          return offsets;
        };
        const posted = windows.map(() => ({ net: "0", price: "0" }));
        let amount = zeroMoney("EUR");
        const post = (n: number, of: Record[]) => {
          const own = posted[n] ?? { net: "0", price: "0" };
          const price = Decimal.sum(0, ...posted.map((one) => one.price)).toFixed();
          const due = offsetToPost(offsetsOf(of), { price, amount }, own);
          if (!due) return;
          amount = addMoney(amount, due.priced.amount);
          posted[n] = {
            net: new Decimal(own.net).plus(due.net).toFixed(),
            price: new Decimal(own.price).plus(due.price).toFixed(),
          };
        };
        // First in part, in any order; then with all that there is.
        for (const n of order) {
          const [all, known] = windows[n % windows.length] ?? [[], 0];
          post(n % windows.length, all.slice(0, known));
        }
        for (const [n, [all]] of windows.entries()) post(n, all);
        for (const [n, [all]] of windows.entries())
          expect(
            offsetToPost(offsetsOf(all), { price: "0", amount }, posted[n] ?? { net: "0", price: "0" }),
          ).toBeNull();
        const exact = Decimal.sum(0, ...windows.map(([all]) => plainly(all, parameters)));
        expect(amount.minor.toString()).toBe(exact.times(100).toDecimalPlaces(0, Decimal.ROUND_HALF_UP).toFixed());
      },
    ),
    { numRuns: 400 },
  );
});
