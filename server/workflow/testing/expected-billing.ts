import Decimal from "decimal.js";
import { eq } from "drizzle-orm";
import { expect } from "vitest";
import type { Database } from "@/db";
import { standings } from "@/db/schema";
import { type DueWindow, dueOf } from "../../billing/engine/reference-model";
import { windowName } from "../../billing/engine/reference-use";
import { type Billed, type Bills, billsOf, type Certainty, nameOf, nothing } from "./bills";
import { type HistoryMeter, historyMeters } from "./drawn-history";
import { expectEvents } from "./expected-events";
import { expectOffsets } from "./expected-offsets";
import type { HistoryCompany } from "./history-company";

const graceMs = 600_000;
const meters = Object.keys(historyMeters) as HistoryMeter[];

/** What the model says is due now, of windows that may be judged now. */
export function dueNow(company: HistoryCompany): Map<string, DueWindow> {
  const due = new Map<string, DueWindow>();
  for (const meter of meters) {
    const history = company.historyOf(meter);
    const running = windowName(history, new Date(company.now.getTime() - graceMs));
    for (const one of dueOf(history)) {
      const judged = history.aggregation === "sum" || history.aggregation === "max" || one.window < running;
      const none = { increment: "0", due: "0", amountMinor: 0n, event: null };
      // Margins are posted when their window has closed.
      const isPosted = history.mode === "limit" || one.window < running;
      const figures = { ...(judged ? {} : none), ...(isPosted ? {} : { due: "0", price: "0" }) };
      due.set(`${meter} ${one.limit} ${one.window}`, { ...one, ...figures });
    }
  }
  return due;
}

/**
 * Compares the product with the model, when every standing is judged: charges, events, figures.
 * @param before what was billed before the use or the limits changed: it stays billed
 * @param of isSwept: windows that have closed were marked, their margins are posted; isRaced: evaluators ran while the
 *   use came
 */
export async function expectBilling(
  db: Database,
  company: HistoryCompany,
  before: Bills,
  certainty: (meter: HistoryMeter) => Certainty,
  { isSwept, isRaced }: { isSwept: boolean; isRaced: boolean },
): Promise<void> {
  const due = dueNow(company);
  const after = await billsOf(db, company);
  for (const meter of meters) {
    const { limits, mode } = company.historyOf(meter);
    if (mode === "offset" && isSwept) expectOffsets(meter, due, after, company);
    const of = [...due.keys(), ...after.billed.keys(), ...after.events.keys()].filter((name) => name.startsWith(meter));
    for (const window of new Set(of.map((name) => name.split(" ")[2]))) {
      const names = limits.map(({ id, cloud }) => ({ name: `${meter} ${id} ${window}`, cloud }));
      if (mode === "limit") expectCharges(names, due, before, after, certainty(meter));
      if (mode === "limit" && certainty(meter) !== "not yet") expectProposals(names, due, after, company);
      for (const { name } of names) {
        const { policy } = company;
        expectEvents(name, due, before, after, { policy, sure: certainty(meter), isRaced });
      }
    }
  }
  await expectFigures(db, company, due, (meter) => certainty(meter) === "exact");
}

/** A limit's window, with the one cloud whose use the limit counts. */
type Counted = { name: string; cloud: string | null };
const zero = new Decimal(0);
const sum = (values: Iterable<Decimal>) => [...values].reduce((total, value) => total.plus(value), zero);

/**
 * How much of what limits have billed too much can count for others that have to bill: those that count the same use.
 * By the smallest cut: of any clouds' limits either all that they have too much, or all that it could count for.
 */
function shareable(over: (Counted & { units: Decimal })[], needs: (Counted & { units: Decimal })[]): Decimal {
  const clouds = [...new Set(over.map(({ cloud }) => cloud))];
  const cuts = Array.from({ length: 2 ** clouds.length }, (_, bits) => {
    const chosen = clouds.filter((_cloud, n) => bits & (1 << n));
    const rest = over.filter(({ cloud }) => !chosen.includes(cloud));
    const reached = needs.filter(({ cloud }) => chosen.some((one) => one === null || cloud === null || one === cloud));
    return sum([...rest, ...reached].map(({ units }) => units));
  });
  return cuts.reduce((least, cut) => Decimal.min(least, cut));
}

/** What is due and billed of limits: what each has too much, what each has to bill, and what of both meets. */
function compared(names: Counted[], due: Map<string, DueWindow>, { billed }: Bills) {
  const open = names.map((one) => ({
    ...one,
    units: new Decimal(due.get(one.name)?.due ?? "0").minus(billed.get(one.name)?.quantity ?? "0"),
  }));
  const over = open.flatMap((one) => (one.units.isNegative() ? [{ ...one, units: one.units.negated() }] : []));
  const needs = open.filter(({ units }) => units.gt(0));
  return {
    over: sum(over.map(({ units }) => units)),
    needs: sum(needs.map(({ units }) => units)),
    met: shareable(over, needs),
  };
}

/** One use is billed once: of all limits that can count it what is due now, and no less than what was billed. */
function expectCharges(names: Counted[], due: Map<string, DueWindow>, before: Bills, after: Bills, sure: Certainty) {
  const unitsOf = (bills: Bills) => sum(names.map(({ name }) => new Decimal(bills.billed.get(name)?.quantity ?? "0")));
  const { needs, met } = compared(names, due, before);
  const least = unitsOf(before).plus(needs).minus(met);
  const billed = unitsOf(after);
  if (sure === "exact") expect({ names, billed: billed.toFixed() }).toEqual({ names, billed: least.toFixed() });
  if (sure === "at least") expect({ names, enough: billed.gte(least) }).toEqual({ names, enough: true });
  for (const { name } of names) {
    const [was, is] = [before.billed.get(name) ?? nothing, after.billed.get(name) ?? nothing];
    const most = Decimal.max(was.quantity, due.get(name)?.due ?? "0");
    if (sure === "exact") expect({ name, within: most.gte(is.quantity) }).toEqual({ name, within: true });
    if (sure !== "not yet") expect({ name, minor: is.minor }).toEqual({ name, minor: priceOf(was, is, due.get(name)) });
  }
}

/**
 * What is billed beyond what is due is proposed to be taken back where use was corrected, and only there; of a limit no
 * more than it billed beyond its own, of all together what they billed beyond theirs.
 */
function expectProposals(names: Counted[], due: Map<string, DueWindow>, after: Bills, { corrected }: HistoryCompany) {
  let proposed = zero;
  for (const { name } of names) {
    const own = new Decimal(after.billed.get(name)?.quantity ?? "0").minus(due.get(name)?.due ?? "0");
    const back = new Decimal(after.proposed.get(name)?.quantity ?? "0").negated();
    const most = corrected.has(name) ? Decimal.max(own, 0) : zero;
    expect({ name, within: back.lte(most) }).toEqual({ name, within: true });
    proposed = proposed.plus(back);
  }
  if (!names.every(({ name }) => corrected.has(name))) return;
  const { over, met } = compared(names, due, after);
  expect({ names, proposed: proposed.toFixed() }).toEqual({ names, proposed: over.minus(met).toFixed() });
}

/** The price of all that is billed, rounded once, where more is billed now; never less than what was charged. */
function priceOf(was: Billed, is: Billed, due: DueWindow | undefined): bigint {
  if (!due || new Decimal(is.quantity).eq(was.quantity)) return was.minor;
  const exact = new Decimal(is.quantity).times(due.rate).times(100);
  const price = BigInt(exact.toDecimalPlaces(0, Decimal.ROUND_HALF_UP).toFixed());
  return price > was.minor ? price : was.minor;
}

/** Every standing is of the use and the limits as they are now, whichever of them came last. */
async function expectFigures(
  db: Database,
  company: HistoryCompany,
  due: Map<string, DueWindow>,
  isSure: (meter: HistoryMeter) => boolean,
): Promise<void> {
  const { customerId } = company;
  const rows = await db.withProvider((tx) => tx.select().from(standings).where(eq(standings.customerId, customerId)));
  const stored = new Map(rows.map((row) => [nameOf(company, row), row]));
  for (const name of new Set([...due.keys(), ...stored.keys()])) {
    if (!isSure(name.split(" ")[0] as HistoryMeter)) continue;
    const { figures, over } = stored.get(name) ?? {};
    const { use = "0", increment = "0", event = null } = due.get(name) ?? {};
    const found = { name, aggregate: figures?.aggregate, increment: figures?.increment, over };
    expect(found).toEqual({ name, aggregate: use, increment, over: event !== null });
  }
}
