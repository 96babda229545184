import Decimal from "decimal.js";
import { type AgreedLimit, type AgreedTerms, Plain, total, type Use, type UseHistory, zero } from "./reference-use";

// How limits share a window's use, for the reference model (reference-model.ts): docs/rules.md 4.10.

/** One limit's part of the use at a point. */
export type Portion = {
  covered: Decimal;
  beyond: Map<string | null, Decimal>;
  carried: Use[];
  /** Of ordinary machines: covered, or beyond. */
  used: Map<string | null, Decimal>;
};
export const emptyPortion = (): Portion => ({ covered: zero, beyond: new Map(), carried: [], used: new Map() });
const summed = (a: Portion["used"], b: Portion["used"]): Portion["used"] =>
  new Map([...a, ...[...b].map(([cloud, use]) => [cloud, use.plus(a.get(cloud) ?? 0)] as const)]);

/** Pours the use of each cloud into the limits, one after the other; what none covers is the last one's. */
function pour(uses: readonly Use[], limits: readonly AgreedLimit[], roomOf: (limit: AgreedLimit) => Decimal | null) {
  const shares = new Map(limits.map((limit) => [limit, emptyPortion()]));
  const clouds = [...new Set(uses.map(({ cloud }) => cloud))].sort((a, b) => ((a ?? "~") < (b ?? "~") ? -1 : 1));
  for (const cloud of clouds) {
    const of = uses.filter((use) => use.cloud === cloud);
    const reached = [...shares].filter(([limit]) => inScope(limit, cloud));
    let left = total(of.filter(({ overflow }) => !overflow).map(({ quantity }) => quantity));
    for (const [limit, share] of reached) {
      const room = roomOf(limit)?.minus(share.covered) ?? left;
      const taken = Decimal.max(zero, Decimal.min(left, room));
      share.covered = share.covered.plus(taken);
      share.used.set(cloud, taken);
      left = left.minus(taken);
    }
    const last = reached.at(-1)?.[1];
    if (!last) continue;
    last.beyond.set(cloud, left);
    last.used = summed(last.used, new Map([[cloud, left]]));
    last.carried.push(...of.filter(({ overflow }) => overflow));
  }
  return shares;
}
export const inScope = (limit: AgreedLimit, cloud: string | null) => limit.cloud === null || limit.cloud === cloud;
export const inForce = ({ from, to }: AgreedLimit, tick: number) =>
  from.getTime() <= tick && (!to || tick < to.getTime());
const termsAt = ({ terms }: AgreedLimit, at: number) =>
  terms.findLast(({ from }) => from.getTime() <= at) ?? (terms[0] as AgreedTerms);
export const limitAt = (limit: AgreedLimit, at: number) => {
  const { limit: allowed } = termsAt(limit, at);
  return allowed === null ? null : new Plain(allowed);
};

export type At = { tick: number; share: Portion };
export type Courses = Map<AgreedLimit, At[]>;

/** Each limit's use from tick to tick; a counter's up to each; of an average the one point that is judged. */
export function coursesOf({ aggregation }: UseHistory, stack: AgreedLimit[], ticks: [number, Use[]][]): Courses {
  const courses: Courses = new Map(stack.map((limit) => [limit, []]));
  if (aggregation === "average") return averagesOf(stack, ticks, courses);
  for (const [tick, uses] of ticks) {
    const limits = stack.filter((limit) => inForce(limit, tick));
    const before = (limit: AgreedLimit) =>
      (aggregation === "sum" && courses.get(limit)?.at(-1)?.share) || emptyPortion();
    const shares = pour(uses, limits, (limit) => limitAt(limit, tick)?.minus(before(limit).covered) ?? null);
    for (const [limit, { covered, beyond, carried, used }] of shares) {
      if (!uses.some(({ cloud }) => inScope(limit, cloud))) continue;
      const known = before(limit);
      const share = {
        covered: known.covered.plus(covered),
        beyond: summed(known.beyond, beyond),
        carried: [...known.carried, ...carried],
        used: summed(known.used, used),
      };
      courses.get(limit)?.push({ tick, share });
    }
  }
  return courses;
}

/**
 * Averages over the ticks with a record that a limit in force sees: of the limit's cloud, or of any cloud where a limit
 * over all clouds has a part in the window. Use that no limit in force sees is nobody's. Judged by the last ones.
 */
function averagesOf(stack: AgreedLimit[], ticks: [number, Use[]][], courses: Courses): Courses {
  const seen = ticks.map(([tick, uses]): [number, Use[]] => {
    const limits = stack.filter((one) => inForce(one, tick));
    return [tick, uses.filter(({ cloud }) => limits.some((one) => inScope(one, cloud)))];
  });
  const overAll = ticks.some(([tick]) => stack.some((one) => one.cloud === null && inForce(one, tick)));
  for (const limit of stack) {
    const inOwn = ([, uses]: [number, Use[]]) => uses.some(({ cloud }) => inScope(limit, cloud));
    const own = seen.filter((one) => (overAll ? one[1].length > 0 : inOwn(one)));
    const last = own.at(-1)?.[0] ?? 0;
    if (!inForce(limit, last) || !own.some(inOwn)) continue;
    const mean = (values: Decimal[]) => total(values).div(own.length).toDecimalPlaces(18);
    const averages = new Map<string, Use>();
    for (const use of own.flatMap(([, uses]) => uses)) {
      const name = use.overflow ? `${use.cloud} ${use.machine}` : `${use.cloud}`;
      averages.set(name, { ...use, quantity: use.quantity.plus(averages.get(name)?.quantity ?? 0) });
    }
    for (const use of averages.values()) use.quantity = mean([use.quantity]);
    const room = (one: AgreedLimit) =>
      mean(own.map(([tick]) => (inForce(one, tick) ? (limitAt(one, tick) ?? zero) : zero)));
    const inForceLast = stack.filter((one) => inForce(one, last));
    courses.set(limit, [
      { tick: last, share: pour([...averages.values()], inForceLast, room).get(limit) ?? emptyPortion() },
    ]);
  }
  return courses;
}
