import { moneyToDecimal, parseMoney, roundToMoney } from "../../money";
import type { BillingWindow } from "../../periods";
import { Exact } from "../../quantity";
import { type FeeCycle, isMonthlyKind } from "../states";
import { feePeriods } from "./fee-periods";
import {
  bySecond,
  oneOff,
  type PricedFee,
  recurring,
  type Stretch,
  type SubscriptionToPrice,
  type Terms,
} from "./price-component";
import type { PriceComponent } from "./price-components";

const dayMs = 86_400_000;

/**
 * What every fee of a subscription comes to that a statement of a month before `until` bills (docs/rules.md 7.5, 7.19,
 * 7.20). Fees of nothing are among them, since something may have been billed before.
 */
export function priceSubscription(subscription: SubscriptionToPrice, until: Date): PricedFee[] {
  const [first] = subscription.versions;
  if (!first) throw new Error("A subscription has no version of its plan.");
  const trialEnd = new Date(subscription.validFrom.getTime() + first.trialDays * dayMs);
  const terms: Terms = { ...subscription, trialEnd, until };
  const fees: PricedFee[] = [];
  for (const [n, version] of subscription.versions.entries()) {
    const stretch = stretchOf(terms, n);
    for (const component of version.components) {
      const key = `${version.versionId}:${component.id}`;
      if (component.kind === "recurring") fees.push(...recurring(terms, stretch, key, component));
      // What is charged once is charged with the begin, not with each version.
      if (component.kind === "one_off" && n === 0) fees.push(...oneOff(terms, stretch, key, component));
    }
  }
  if (subscription.discounts.length > 0 || subscription.versions.some(({ components }) => components.some(isMonthly)))
    for (const period of feePeriods({ months: 1, cycle: "calendar" }, trialEnd, until, subscription.zone))
      fees.push(...monthly(terms, period, fees));
  return fees.filter(({ dueAt }) => dueAt < until);
}

/**
 * When the charges of a subscription renew after an instant: with the next period of the longest recurring one of the
 * version in force then; a month of the calendar where there is none.
 */
export function renewalAfter(
  { validFrom, versions, zone }: Pick<SubscriptionToPrice, "validFrom" | "versions" | "zone">,
  at: Date,
): Date {
  const version = versions.findLast((one, n) => n === 0 || one.validFrom <= at);
  const trialEnd = new Date(validFrom.getTime() + (versions[0]?.trialDays ?? 0) * dayMs);
  const longest = (version?.components ?? [])
    .filter((one) => one.kind === "recurring")
    .reduce<{ months: number; cycle: FeeCycle }>((most, one) => (one.months > most.months ? one : most), {
      ...{ months: 0, cycle: "calendar" },
    });
  const of = longest.months === 0 ? { ...longest, months: 1 } : longest;
  const reach = new Date(Math.max(at.getTime(), trialEnd.getTime()) + 2 * 366 * dayMs);
  const next = feePeriods(of, trialEnd, reach, zone).find(({ start }) => start > at);
  return next?.start ?? at;
}

/** When the charges of a version run: from the end of the trial on, up to the next version or the end. */
function stretchOf({ versions, trialEnd, validTo }: Terms, n: number): Stretch {
  const begins = n === 0 ? trialEnd : (versions[n]?.validFrom ?? trialEnd);
  const ends = [validTo, versions[n + 1]?.validFrom].flatMap((end) => (end ? [end.getTime()] : []));
  return {
    from: new Date(Math.max(begins.getTime(), trialEnd.getTime())),
    to: ends.length === 0 ? null : new Date(Math.min(...ends)),
  };
}

const isMonthly = ({ kind }: PriceComponent) => isMonthlyKind(kind);

/**
 * What is worked out from other amounts of a month: discounts on the recurring charges that its statement bills,
 * percentages, and what a minimum lacks; the last two by the version that is in force when the month begins, or the
 * charges do.
 */
function monthly(terms: Terms, period: BillingWindow, fees: readonly PricedFee[]): PricedFee[] {
  const { currency, trialEnd, validTo, versions } = terms;
  const { valid } = bySecond(0n, period, { from: trialEnd, to: validTo }, { currency });
  const about = { period, valid, dueAt: new Date(Math.max(valid.end.getTime() - 1, period.start.getTime())) };
  const shown = (minor: bigint) => `${moneyToDecimal({ minor, currency })} ${currency}`;
  const priced: PricedFee[] = [];
  const opens = new Date(Math.max(period.start.getTime(), terms.validFrom.getTime()));
  let net = fees.reduce(
    (sum, { kind, dueAt, totalMinor }) =>
      kind === "recurring" && dueAt >= period.start && dueAt < period.end ? sum + totalMinor : sum,
    0n,
  );
  for (const { id, name, kind, value, validFrom, validTo: ends } of terms.discounts) {
    if (validFrom > opens || (ends !== null && ends <= opens)) continue;
    const off = kind === "percent" ? part(net, value, currency) : parseMoney(value, currency).minor;
    const totalMinor = net <= 0n ? 0n : off < net ? -off : -net;
    priced.push({
      ...{ ...about, component: id, name, kind: "discount", priceMinor: null, totalMinor },
      rounding:
        kind === "percent" ? `${value} % off ${shown(net)}, rounded once, half up` : `${shown(off)} off ${shown(net)}`,
    });
    net += totalMinor;
  }
  const at = Math.max(period.start.getTime(), trialEnd.getTime());
  const version = versions.findLast(({ validFrom }, n) => n === 0 || validFrom.getTime() <= at);
  for (const component of version?.components.filter(isMonthly) ?? []) {
    const use = terms.chargedUse(period);
    const named = { ...about, component: `${version?.versionId}:${component.id}`, name: component.name };
    if (component.kind === "percentage") {
      const base = (component.of === "use" ? 0n : net) + (component.of === "fees" ? 0n : use);
      priced.push({
        ...{ ...named, kind: "percentage", priceMinor: null, totalMinor: part(base, component.percent, currency) },
        rounding: `${component.percent} % of ${shown(base)} of ${baseWords[component.of]}, rounded once, half up`,
      });
    }
    if (component.kind === "minimum") {
      const price = parseMoney(component.amount, currency).minor;
      const { total, words } = bySecond(price, period, { from: trialEnd, to: validTo }, { currency });
      priced.push({
        ...{ ...named, kind: "minimum", priceMinor: price, totalMinor: use < total ? total - use : 0n },
        rounding: `${words}, less ${shown(use)} charged for use`,
      });
    }
  }
  return priced;
}

const baseWords = {
  fees: "recurring charges",
  use: "charges for use",
  all: "recurring charges and charges for use",
};

/** A percentage of an amount, rounded once, half up. */
function part(minor: bigint, percent: string, currency: string): bigint {
  const exact = new Exact(moneyToDecimal({ minor, currency })).times(percent).div(100);
  return roundToMoney(exact.toFixed(), currency).minor;
}
