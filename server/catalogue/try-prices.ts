import type { z } from "zod";
import { DomainError } from "../errors";
import { parseMoney } from "../money";
import { refusedAmount } from "../money/pricing/price-components";
import { priceSubscription } from "../money/pricing/price-subscription";
import { calendarWindow } from "../periods";
import type { triedPrices } from "./plan-input";

/** What a month's statement would bill; amounts in minor units. */
export type TriedMonth = {
  start: Date;
  lines: { name: string; amountMinor: bigint; rounding: string }[];
  totalMinor: bigint;
};

/** So many months a calculation shows. */
const monthsShown = 13;

/**
 * What statements would bill a company in UTC that subscribes on a day, month by month, with as much charged for use
 * in each. Stores nothing. @throws invalid_input for an amount
 */
export function tryPrices({ currency, trialDays, components, from, use }: z.output<typeof triedPrices>): TriedMonth[] {
  const refused = refusedAmount(components, currency);
  if (refused) throw new DomainError("invalid_input", refused, { field: "prices" });
  const usedMinor = amountOf(use, currency);
  const validFrom = new Date(`${from}T00:00:00Z`);
  const months = [calendarWindow("month", validFrom, "UTC")];
  for (let last = months[0]; last && months.length < monthsShown; last = months.at(-1))
    months.push(calendarWindow("month", last.end, "UTC"));
  const until = months.at(-1)?.end ?? validFrom;
  const fees = priceSubscription(
    {
      ...{ validFrom, validTo: null, currency, zone: { timeZone: "UTC", earlier: [] }, discounts: [] },
      versions: [{ versionId: "tried", validFrom, trialDays, components }],
      chargedUse: () => usedMinor,
    },
    until,
  );
  return months.map(({ start, end }) => {
    const due = fees.filter(({ dueAt, totalMinor }) => dueAt >= start && dueAt < end && totalMinor !== 0n);
    const lines = due.map(({ name, totalMinor, rounding }) => ({
      name,
      amountMinor: totalMinor,
      rounding: `${rounding}.`,
    }));
    if (usedMinor !== 0n) lines.push({ name: "Use above the limits", amountMinor: usedMinor, rounding: "As given." });
    return { start, lines, totalMinor: lines.reduce((sum, { amountMinor }) => sum + amountMinor, 0n) };
  });
}

function amountOf(text: string, currency: string): bigint {
  try {
    return text === "" ? 0n : parseMoney(text, currency).minor;
  } catch (error) {
    throw new DomainError("invalid_input", error instanceof Error ? error.message : "Give an amount.", {
      field: "use",
    });
  }
}
