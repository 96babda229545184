import { moneyToDecimal, parseMoney } from "../../money";
import { type BillingWindow, type BillingZone, billingWindow } from "../../periods";
import type { DiscountKind, FeeKind } from "../states";
import { feePeriods } from "./fee-periods";
import type { PriceComponent } from "./price-components";

// Fees of a subscription as running totals (docs/rules.md 7.5, 7.19, 7.20). Pure: no database, no clock.

/** A version of a plan in the customer's currency, and from when on the subscription has it. */
export type VersionInForce = {
  versionId: string;
  validFrom: Date;
  trialDays: number;
  components: readonly PriceComponent[];
};

/** A discount on a subscription's recurring charges; `value` per cent, or major units a month. */
export type DiscountInForce = {
  id: string;
  name: string;
  kind: DiscountKind;
  value: string;
  validFrom: Date;
  validTo: Date | null;
};

export type SubscriptionToPrice = {
  validFrom: Date;
  validTo: Date | null;
  currency: string;
  zone: BillingZone;
  /** By when they begin; the first one is taken from the subscription's begin on. At least one. */
  versions: readonly VersionInForce[];
  discounts: readonly DiscountInForce[];
  /** What use of the subscription's limits was charged in windows that begin within a month; minor units. */
  chargedUse: (month: BillingWindow) => bigint;
};

/** What a component comes to for one of its periods, in minor units. */
export type PricedFee = {
  /** The version and the component, or the discount. */
  component: string;
  name: string;
  kind: FeeKind;
  period: BillingWindow;
  /** The part of it that is charged; empty where nothing is. */
  valid: BillingWindow;
  /** The statement of the month that this instant falls in bills it. */
  dueAt: Date;
  /** Of a whole period; null: it is worked out from other amounts. */
  priceMinor: bigint | null;
  totalMinor: bigint;
  /** How the total was worked out, without a full stop. */
  rounding: string;
};

/** A subscription as it is priced: up to `trialEnd` use alone is charged; statements of months before `until`. */
export type Terms = SubscriptionToPrice & { trialEnd: Date; until: Date };
/** When a version's charges run; `to` null: without an end. */
export type Stretch = { from: Date; to: Date | null };
type Of<Kind extends PriceComponent["kind"]> = Extract<PriceComponent, { kind: Kind }>;

/** A recurring charge, by the seconds of each period in which it runs. */
export function recurring(terms: Terms, stretch: Stretch, component: string, of: Of<"recurring">): PricedFee[] {
  const { currency, zone } = terms;
  const price = parseMoney(of.amount, currency).minor;
  // The anniversary is the subscription's, whichever version it has by now.
  const anchor = of.cycle === "anniversary" ? terms.trialEnd : stretch.from;
  // One in advance is billed a month before it begins.
  const reach = billingWindow("month", terms.until, zone).end;
  return feePeriods(of, anchor, reach, zone)
    .filter(({ end }) => end > stretch.from)
    .map((period) => {
      const opens = anchor >= period.start && anchor < period.end && of.cycle === "anniversary";
      // The day on which a subscription begins is charged whole where its periods begin with it.
      const from = opens && stretch.from <= anchor ? { ...stretch, from: period.start } : stretch;
      const { valid, total, words } = bySecond(price, period, from, { currency, months: of.months });
      return {
        ...{ component, name: of.name, kind: "recurring", period, valid, priceMinor: price, totalMinor: total },
        ...{ rounding: words, dueAt: dueAtOf(of, period, valid, stretch, zone) },
      };
    });
}

/** In arrears with the end of the period, or of what is charged of it; in advance in the month before it begins. */
function dueAtOf(
  { timing }: Of<"recurring">,
  period: BillingWindow,
  valid: BillingWindow,
  stretch: Stretch,
  zone: BillingZone,
): Date {
  if (timing === "arrears") return new Date(Math.max(valid.end.getTime() - 1, period.start.getTime()));
  const month = billingWindow("month", period.start, zone);
  const before = billingWindow("month", new Date(month.start.getTime() - 1), zone);
  return new Date(Math.max(before.start.getTime(), Math.min(stretch.from.getTime(), period.end.getTime() - 1)));
}

/** A charge that is made once, with the begin of a subscription or the end of its trial. */
export function oneOff(terms: Terms, { from, to }: Stretch, component: string, of: Of<"one_off">): PricedFee[] {
  const { currency, zone } = terms;
  const { minor } = parseMoney(of.amount, currency);
  const begins = terms.validTo === null || terms.validTo > from;
  const period = billingWindow("month", from, zone);
  return [
    {
      ...{ component, name: of.name, kind: "one_off", period, dueAt: from, priceMinor: minor },
      valid: { start: from, end: begins && to !== null && to < period.end ? to : begins ? period.end : from },
      totalMinor: begins ? minor : 0n,
      rounding: `${moneyToDecimal({ minor, currency })} ${currency}, once`,
    },
  ];
}

const periodNames: Record<number, string> = { 1: "month", 3: "quarter", 12: "year" };

/** A period's price by the seconds of it that are charged, rounded once, half up. */
export function bySecond(
  price: bigint,
  period: BillingWindow,
  { from, to }: Stretch,
  { currency, months = 1 }: { currency: string; months?: number },
) {
  const start = new Date(Math.min(Math.max(from.getTime(), period.start.getTime()), period.end.getTime()));
  const end = new Date(
    Math.max(start.getTime(), Math.min(to?.getTime() ?? period.end.getTime(), period.end.getTime())),
  );
  const seconds = (a: Date, b: Date) => BigInt(Math.round((b.getTime() - a.getTime()) / 1000));
  const [charged, whole] = [seconds(start, end), seconds(period.start, period.end)];
  const total = (2n * price * charged + whole) / (2n * whole);
  const [fee, sum] = [price, total].map((minor) => moneyToDecimal({ minor, currency }));
  const words =
    charged === whole
      ? `${fee} ${currency} for the ${periodNames[months] ?? "period"}`
      : `${fee} ${currency} × ${charged} of ${whole} seconds = ${sum} ${currency}, rounded once, half up`;
  return { valid: { start, end }, total, words };
}
