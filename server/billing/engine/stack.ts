import { type Exact, readExact, ZERO } from "../../quantity";
import type { CloudId, StackedLimit, SubscriptionParameters } from "./types";

/** What overflow machines carry in one cloud. */
export type Carried = { cloudId: CloudId; machineId: string | null; quantity: Exact };

/** Ordinary use at one tick (or the average of ticks), by cloud, with what overflow machines carried there. */
export type Recorded = { at: number; ordinary: Map<CloudId, Exact>; carried: readonly Carried[] };

/** What of a tick's use one limit sees, and how much of it that limit covers. */
export type Share = {
  ordinary: Map<CloudId, Exact>;
  carried: Carried[];
  covered: Exact;
  /** What lies beyond every limit, by cloud; its use includes it. */
  beyond: Map<CloudId, Exact>;
};

/** The order of clouds everywhere: by id, on-premises last. */
export function compareClouds(a: CloudId, b: CloudId): number {
  if (a === b) return 0;
  if (a === null) return 1;
  if (b === null) return -1;
  return a < b ? -1 : 1;
}

/** Whether use in a cloud is the limit's to judge. */
export const isInScope = (scope: SubscriptionParameters["scope"], cloudId: CloudId): boolean =>
  scope === "aggregate" || scope.cloudId === cloudId;

/** Whether a use can lie in both scopes. */
export const overlaps = (a: SubscriptionParameters["scope"], b: SubscriptionParameters["scope"]): boolean =>
  a === "aggregate" || isInScope(b, a.cloudId);

/** Whether every use that lies in the second scope lies in the first. */
export const includes = (a: SubscriptionParameters["scope"], b: SubscriptionParameters["scope"]): boolean =>
  a === "aggregate" || (b !== "aggregate" && a.cloudId === b.cloudId);

/** Whether the limit is valid at an instant. */
export const isInForce = ({ from, to }: Pick<StackedLimit, "from" | "to">, at: number): boolean =>
  at >= from.getTime() && (to === null || at < to.getTime());

/** What a limit allows at an instant: the newest of its terms that has begun, before all of them the first. */
export function allowedAt({ terms }: StackedLimit, at: number): Exact | null {
  const term = terms.findLast(({ from }) => from.getTime() <= at) ?? terms[0];
  return term === undefined || term.limit === null ? null : readExact(term.limit);
}

/** Whose use a limit is held against. */
type Scoped = Pick<StackedLimit, "id" | "scope">;

/**
 * How much a limit still covers: for gauges all it allows at each tick, for counters what is left of the window; null
 * where what it allows is not known, and it covers everything.
 */
type Rest<Limit> = (limit: Limit) => Exact | null;

/**
 * Distributes the use of one tick over the limits in force, in their order (docs/rules.md 4.10): each covers what lies
 * in its scope until it is used up; what is left, and what overflow machines carry, belongs to the last limit in whose
 * scope the cloud lies. So one use is seen by one limit.
 * @param limits those in force, in the order of use
 * @returns the share of each limit by its id
 */
export function distribute<Limit extends Scoped>(
  recorded: Omit<Recorded, "at">,
  limits: readonly Limit[],
  restOf: Rest<Limit>,
): Map<string, Share> {
  const shares = new Map(limits.map((limit) => [limit.id, emptyShare()]));
  const clouds = [...recorded.ordinary.keys()].sort(compareClouds);
  const left = new Map(recorded.ordinary);
  for (const limit of limits) {
    const share = shares.get(limit.id);
    let rest = restOf(limit);
    for (const cloudId of clouds) {
      const use = left.get(cloudId);
      if (!share || !use || !isInScope(limit.scope, cloudId)) continue;
      const taken = rest === null || use.lte(rest) ? use : rest;
      share.ordinary.set(cloudId, taken);
      share.covered = share.covered.plus(taken);
      left.set(cloudId, use.minus(taken));
      rest = rest === null ? null : rest.minus(taken);
    }
  }
  const lastIn = (cloudId: CloudId) => {
    const last = limits.findLast(({ scope }) => isInScope(scope, cloudId));
    return last && shares.get(last.id);
  };
  for (const [cloudId, use] of left) {
    const share = lastIn(cloudId);
    share?.ordinary.set(cloudId, (share.ordinary.get(cloudId) ?? ZERO).plus(use));
    share?.beyond.set(cloudId, use);
  }
  for (const entry of recorded.carried) lastIn(entry.cloudId)?.carried.push(entry);
  return shares;
}

const emptyShare = (): Share => ({
  ordinary: new Map(),
  carried: [],
  covered: ZERO,
  beyond: new Map(),
});
