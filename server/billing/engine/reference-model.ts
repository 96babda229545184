import Decimal from "decimal.js";
import {
  type At,
  type Courses,
  coursesOf,
  emptyPortion,
  inForce,
  inScope,
  limitAt,
  type Portion,
} from "./reference-courses";
import {
  type AgreedLimit,
  type AgreedTerms,
  type Calendar,
  Plain,
  quarterMs,
  total,
  type Use,
  type UseHistory,
  usesByTick,
  windowName,
  zero,
} from "./reference-use";

// What docs/rules.md 4 makes of a history of use, worked out apart from the engine: nothing of the engine, the usage
// store or the calendar is used here, in reference-courses.ts or in reference-use.ts, so that a fault in one of them
// shows. Slow and plain; for tests only.

/**
 * What is due of one limit in one window; quantities as plain decimals, `due` in billing units: of offset billing the
 * net of its margins, below 0 under the shares.
 */
export type DueWindow = {
  limit: string;
  /** The window's name: of an hour its begin, of a day, week or month the local date it begins on. */
  window: string;
  use: string;
  covered: string;
  overflow: string;
  excess: string;
  increment: string;
  /** In force when the window begins. */
  rate: string;
  step: string;
  due: string;
  /** Of offset billing 0: its windows are rounded together. */
  amountMinor: bigint;
  /** Of offset billing the exact price, below 0 a credit; else 0. */
  price: string;
  /** What a first event is raised for; null where the window needs none. */
  event: string | null;
  /** What such an event costs: explained only. */
  eventMinor: bigint;
  /** Whose use it names, and why; of a rise, which depends on what was known before, not whose. null: not known. */
  named: { by: "scope" | "reference_share"; cloud: string } | { by: "rise" } | null;
};

/** What is due in every window in which a limit saw use, once all of it is judged and nothing was charged before. */
export function dueOf(history: UseHistory): DueWindow[] {
  const stack = [...history.limits].sort((a, b) => a.from.getTime() - b.from.getTime() || (a.id < b.id ? -1 : 1));
  const windows = new Map<string, [number, Use[]][]>();
  for (const [tick, uses] of usesByTick(history)) {
    const name = windowName(history, new Date(tick));
    windows.set(name, [...(windows.get(name) ?? []), [tick, uses]]);
  }
  return [...windows].flatMap(([window, ticks]) => {
    const courses = coursesOf(history, stack, ticks);
    return stack.flatMap((limit) => {
      const course = courses.get(limit) ?? [];
      const newest = ticks.at(-1)?.[0] ?? 0;
      const known = limitAt(limit, newest) !== null;
      return course.length === 0 ? [] : [dueWindow(history, limit, window, known ? course : [], ticks, courses)];
    });
  });
}

function dueWindow(
  history: UseHistory,
  limit: AgreedLimit,
  window: string,
  course: At[],
  ticks: [number, Use[]][],
  courses: Courses,
): DueWindow {
  const { aggregation, factor, placement, capacities } = history;
  const capacity = total(capacities.map((machine) => new Plain(machine.capacity)));
  const splitOf = (share: Portion) => {
    const { covered, beyond: byCloud, carried } = share;
    const beyond = total(byCloud.values());
    const portion = total(carried.map(({ quantity }) => quantity));
    const overflow = placement === "placed" ? portion : Decimal.min(beyond, capacity);
    const excess = placement === "placed" ? beyond : beyond.minus(overflow);
    const free = capacities.map(({ machine, capacity: most }) => {
      const taken = total(carried.filter((use) => use.machine === machine).map(({ quantity }) => quantity));
      return Decimal.max(zero, new Plain(most).minus(taken));
    });
    const room = placement === "placed" ? total(free) : zero;
    return { use: covered.plus(overflow).plus(excess), covered, overflow, excess, room, share };
  };
  const splits = course.map(({ share }) => splitOf(share));
  const newest = splits.at(-1) ?? splitOf(emptyPortion());
  const highest = splits.reduce(
    (peak, next) => (next.use.gt(peak.use) || (next.use.eq(peak.use) && next.covered.lt(peak.covered)) ? next : peak),
    splits[0] ?? newest,
  );
  const shown = aggregation === "max" ? highest : newest;
  const billed = ({ overflow, excess }: ReturnType<typeof splitOf>) => overflow.plus(excess);
  let increment = billed(newest);
  if (aggregation === "max") {
    // Of a maximum a limit bills what goes beyond all that limits billed before of the use in its scope.
    increment = zero;
    let reached = zero;
    for (const [tick] of ticks) {
      const at = (one: AgreedLimit) => courses.get(one)?.find((point) => point.tick === tick)?.share ?? emptyPortion();
      const own = course.length > 0 ? billed(splitOf(at(limit))) : zero;
      increment = increment.plus(Decimal.max(zero, own.minus(reached)));
      const others = [...courses.keys()]
        .filter((one) => one !== limit)
        .map((one) => billed(splitOf(within(limit, at(one)))));
      reached = Decimal.max(reached, own.plus(total(others)));
    }
  }
  const judged = aggregation === "last" ? splits.slice(-1) : splits;
  const event = judged.map(({ excess, room }) => excess.minus(room)).reduce((a, b) => Decimal.max(a, b), zero);
  const terms = termsBefore(history, limit, window);
  const { rate, step, covers = [] } = terms;
  const isOffset = history.mode === "offset";
  const crossed = course.find((_, n) => {
    const { excess, room } = splits[n] ?? newest;
    return excess.gt(room) && (aggregation !== "last" || n === course.length - 1);
  });
  const named = crossed && aggregation !== "average" ? cloudNamed(history, limit, terms, ticks, crossed.tick) : null;
  const { net, price } = offsetOf(history, limit, terms, splits.length > 0 ? shown.share : null);
  const cover = total(covers.map((one) => new Plain(one)));
  const billable = (use: Decimal) => Decimal.max(zero, use.minus(cover)).times(factor).div(step).ceil().times(step);
  const minorOf = (units: Decimal) => BigInt(units.times(rate).times(100).toDecimalPlaces(0).toFixed());
  const due = billable(increment);
  return {
    limit: limit.id,
    window,
    use: shown.use.toFixed(),
    covered: shown.covered.toFixed(),
    overflow: shown.overflow.toFixed(),
    excess: shown.excess.toFixed(),
    increment: isOffset ? "0" : increment.toFixed(),
    rate,
    step,
    due: (isOffset ? net : due).toFixed(),
    amountMinor: isOffset ? 0n : minorOf(due),
    price: (isOffset ? price : zero).toFixed(),
    event: event.gt(0) ? event.toFixed() : null,
    eventMinor: isOffset ? 0n : minorOf(billable(event)),
    named,
  };
}

/** The limit's own cloud, or the one over its share by most: at a tick, of a counter up to it; then by use, by id. */
function cloudNamed(
  { aggregation }: UseHistory,
  limit: AgreedLimit,
  { shares = {} }: AgreedTerms,
  ticks: [number, Use[]][],
  at: number,
): DueWindow["named"] {
  if (limit.cloud !== null) return { by: "scope", cloud: limit.cloud };
  const upTo = ticks.filter(([tick]) => tick <= at && inForce(limit, tick));
  const counted = aggregation === "sum" ? upTo : upTo.filter(([tick]) => tick === at);
  const over = Object.entries(shares).flatMap(([cloud, share]) => {
    const uses = counted.flatMap(([, all]) => all.filter((use) => use.cloud === cloud && !use.overflow));
    const use = total(uses.map(({ quantity }) => quantity));
    return use.gt(share) ? [{ cloud, use, margin: use.minus(share) }] : [];
  });
  over.sort((a, b) => b.margin.comparedTo(a.margin) || b.use.comparedTo(a.use) || (a.cloud < b.cloud ? -1 : 1));
  return over[0] ? { by: "reference_share", cloud: over[0].cloud } : { by: "rise" };
}

/**
 * A window's net over the reference shares, with its price (docs/rules.md 4.9). Of clouds without a share nothing is
 * billed; of a cloud that was not used all of its share is under it.
 * @param share what was used; null: nothing was recorded, and nothing is over or under
 */
function offsetOf(
  { factor }: UseHistory,
  limit: AgreedLimit,
  { rate, credit = "0", shares = {} }: AgreedTerms,
  share: Portion | null,
) {
  const margins = Object.entries(share === null ? {} : shares).flatMap(([cloud, agreed]) => {
    const carried = share?.carried.filter((use) => use.cloud === cloud).map(({ quantity }) => quantity) ?? [];
    return inScope(limit, cloud)
      ? [
          total(carried)
            .plus(share?.used.get(cloud) ?? 0)
            .minus(agreed),
        ]
      : [];
  });
  const net = total(margins).times(factor);
  return { net, price: net.times(net.gt(0) ? rate : credit) };
}

/** What of a share lies in a limit's scope. */
const within = (limit: AgreedLimit, { beyond, carried }: Portion): Portion => ({
  covered: zero,
  beyond: new Map([...beyond].filter(([cloud]) => inScope(limit, cloud))),
  carried: carried.filter(({ cloud }) => inScope(limit, cloud)),
  used: new Map(),
});

/** The terms in force when a window begins: they have begun in an earlier window, or with its first tick. */
function termsBefore(calendar: Calendar, { terms }: AgreedLimit, window: string): AgreedTerms {
  const name = (from: Date, back: number) => windowName(calendar, new Date(from.getTime() - back));
  const begun = terms.findLast(({ from }) => name(from, 0) <= window && name(from, quarterMs) < window);
  return begun ?? (terms[0] as AgreedTerms);
}
