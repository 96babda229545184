import { expect } from "vitest";
import type { DueWindow } from "../../billing/engine/reference-model";
import { Plain as Decimal } from "../../billing/engine/reference-use";
import type { Bills } from "./bills";
import type { HistoryMeter } from "./drawn-history";
import type { HistoryCompany } from "./history-company";

/** What was posted for a limit and month: "limit month". */
export function monthsOf(company: HistoryCompany, meter: HistoryMeter, billed: Bills["billed"]): Map<string, bigint> {
  const months = new Map<string, bigint>();
  for (const [name, { minor }] of billed) {
    if (!name.startsWith(meter)) continue;
    const month = monthNamed(company, name);
    months.set(month, (months.get(month) ?? 0n) + minor);
  }
  return months;
}

function monthNamed(company: HistoryCompany, name: string): string {
  const [, limit = "", window = ""] = name.split(" ");
  return `${limit} ${company.monthOf(new Date(window))}`;
}

/**
 * Each closed window is posted with its net and exact price, and nothing else is; the windows of a month come to their
 * prices, rounded once (docs/rules.md 4.9). So nothing that was posted before has to be known.
 */
export function expectOffsets(
  meter: HistoryMeter,
  due: Map<string, DueWindow>,
  { billed, proposed }: Bills,
  company: HistoryCompany,
): void {
  const own = (names: Iterable<string>) => [...names].filter((name) => name.startsWith(meter));
  expect(own(proposed.keys())).toEqual([]);
  const prices = new Map<string, InstanceType<typeof Decimal>>();
  for (const name of new Set([...own(due.keys()), ...own(billed.keys())])) {
    const { due: net = "0", price = "0" } = due.get(name) ?? {};
    const is = billed.get(name) ?? { quantity: "0", price: "0" };
    expect({ name, net: is.quantity, price: is.price }).toEqual({ name, net, price });
    const month = monthNamed(company, name);
    prices.set(month, (prices.get(month) ?? new Decimal(0)).plus(price));
  }
  const rounded = [...prices].map(([month, price]) => [
    month,
    BigInt(price.times(100).toDecimalPlaces(0, Decimal.ROUND_HALF_UP).toFixed()),
  ]);
  const posted = monthsOf(company, meter, billed);
  expect(rounded.map(([month]) => [month, posted.get(`${month}`) ?? 0n])).toEqual(rounded);
}
