import { expect, test } from "vitest";
import { addMoney, moneyToDecimal, zeroMoney } from "../../../money";
import { type BillingPeriod, type BillingWindow, billingWindow } from "../../../periods";
import { Exact, sumExact, writeExact } from "../../../quantity";
import { type EngineInput, judge } from "../../engine";
import type { RemittedCharge } from "../charge";
import { agreed } from "../fixtures";
import { type DueWindow, dueOf } from "../reference-model";
import { type AgreedLimit, type CountedUse, type UseHistory, usesByTick, windowName } from "../reference-use";
import type { ExistingEvent, Standing, UsageTick } from "../types";

/** What was used, under which limits, until all of it is judged. */
type Stage = {
  uses?: CountedUse[];
  /** From here on; left out: as before. */
  limits?: AgreedLimit[];
  /** When it is judged; left out: after every window. */
  now?: string;
};
type Scenario = Stage & {
  aggregation?: UseHistory["aggregation"];
  period: BillingPeriod;
  zone?: string;
  anchor?: number;
  factor?: string;
  covers?: string[];
  /** What comes after that was judged; what was billed stays billed. */
  later?: Stage[];
  /** Worked out by hand: each window that saw use, by its begin in UTC. */
  expected: string[];
};

/** "2026-03-02 10:05" in UTC. */
const instant = (text: string): Date => new Date(`${text.replace(" ", "T")}Z`);

/** A record; of a machine named after its cloud unless it is named. `from`: a counter's begin. */
export const use = (
  time: string,
  quantity: number | string,
  { cloud = "a", machine = `mach_${cloud}`, from }: { cloud?: string | null; machine?: string; from?: string } = {},
): CountedUse => ({
  machine,
  cloud,
  quantity: String(quantity),
  at: instant(time),
  start: from ? instant(from) : null,
});

type Terms = { limit?: string | null; rate?: string; step?: string; covers?: string[] };
/** A limit, at EUR 1.00 a unit unless a rate is named. `changes`: what other terms hold from a time on. */
export function agreedLimit(
  allowed: string | null,
  {
    id = "limit",
    from = "1970-01-01 00:00",
    to,
    cloud = null,
    rate = "1",
    step = "1",
    covers,
    changes = [],
  }: Terms & {
    id?: string;
    from?: string;
    to?: string;
    cloud?: string | null;
    changes?: (Terms & { from: string })[];
  } = {},
): AgreedLimit {
  let terms: AgreedLimit["terms"][number] = {
    from: instant(from),
    limit: allowed,
    rate,
    step,
    ...(covers && { covers }),
  };
  const all = [terms];
  for (const change of changes) {
    terms = { ...terms, ...change, from: instant(change.from) };
    all.push(terms);
  }
  return { id, cloud, from: instant(from), to: to ? instant(to) : null, terms: all };
}

type Account = { remitted: RemittedCharge[]; events: ExistingEvent[]; window: BillingWindow };

/**
 * A test of one scenario: the engine, as the evaluator calls it, gives what is written down, and so does the reference
 * model. A line reads "begin: use = covered + excess; bills units for amount; event", with the limit's id first where
 * there are several.
 */
export function scenario(name: string, given: Scenario): void {
  test(name, () => {
    const stages = [given, ...(given.later ?? [])];
    const accounts = new Map<string, Account>();
    let lines: string[] = [];
    for (const [n, stage] of stages.entries()) {
      const uses = stages.slice(0, n + 1).flatMap((one) => one.uses ?? []);
      const limits = stages.slice(0, n + 1).findLast((one) => one.limits)?.limits ?? [];
      lines = judgeAll(historyOf(given, uses, limits), stage.now, accounts);
    }
    expect(lines).toEqual(given.expected);
  });
}

const historyOf = (given: Scenario, uses: CountedUse[], limits: AgreedLimit[]): UseHistory => ({
  ...{
    uses,
    limits: limits.map(including(given.covers)),
    period: given.period,
    timeZone: given.zone ?? "UTC",
    anchorDay: given.anchor ?? 1,
  },
  ...{ aggregation: given.aggregation ?? "sum", factor: given.factor ?? "1" },
  ...{ placement: "ascribed", capacities: [], mode: "limit" },
});

/** The covers of a scenario belong to each of its limits that names none of its own. */
const including =
  (covers: string[] = []) =>
  (limit: AgreedLimit): AgreedLimit => ({
    ...limit,
    terms: limit.terms.map((one) => ({ ...one, covers: one.covers ?? covers })),
  });

/** Every window of every limit is judged, in the order in which limits are listed. */
function judgeAll(history: UseHistory, now: string | undefined, accounts: Map<string, Account>): string[] {
  const ticks: UsageTick[] = [...usesByTick(history)].flatMap(([tick, uses]) =>
    uses.map(({ cloud, machine, overflow, quantity }) => ({
      ...{ tick: new Date(tick), machineId: machine, cloudId: cloud, overflow, value: quantity.toFixed() },
    })),
  );
  const { period, timeZone, anchorDay } = history;
  for (const { id } of history.limits)
    for (const { tick } of ticks) {
      const window = billingWindow(period, tick, timeZone, anchorDay);
      const name = nameOf(id, window);
      if (!accounts.has(name)) accounts.set(name, { remitted: [], events: [], window });
    }
  const due = dueOf(history);
  return history.limits.flatMap((limit) =>
    [...accounts].flatMap(([name, account]) => {
      if (name !== nameOf(limit.id, account.window)) return [];
      const { window } = account;
      const closed = now === undefined || instant(now).getTime() >= window.end.getTime() + 600_000;
      const others = history.limits
        .filter((other) => other !== limit)
        .map((other) => ({
          parameters: parametersOf(history, other, window),
          covers: coversOf(other, window),
          remitted: accounts.get(nameOf(other.id, window))?.remitted ?? [],
        }));
      const stands = judgeWindow(account, {
        ...{ snapshot: { meter: "meter", window, ticks, closed }, parameters: parametersOf(history, limit, window) },
        ...{ ...account, others, capacities: [], covers: coversOf(limit, window) },
      });
      const model = due.find((one) => one.limit === limit.id && one.window === windowName(history, window.start));
      if (stands.judged) expectModel(stands, model);
      const line = lineOf(stands, account);
      return line === null ? [] : [history.limits.length > 1 ? `${limit.id} ${line}` : line];
    }),
  );
}

const nameOf = (id: string, { start }: BillingWindow) => `${id} ${start.toISOString()}`;
const scopeOf = ({ cloud }: AgreedLimit) => (cloud === null ? ("aggregate" as const) : { cloudId: cloud });

/** Rate, step and covers are those of the terms in force when the window begins. */
const termsOf = ({ terms }: AgreedLimit, { start }: BillingWindow) =>
  terms.findLast(({ from }) => from <= start) ?? terms[0];
const coversOf = (limit: AgreedLimit, window: BillingWindow) => termsOf(limit, window)?.covers ?? [];

function parametersOf(history: UseHistory, limit: AgreedLimit, window: BillingWindow) {
  const terms = termsOf(limit, window);
  const { aggregation, period, factor: billingFactor } = history;
  return agreed({
    ...{ id: limit.id, scope: scopeOf(limit), aggregation, period, billingFactor },
    ...{ overRate: terms?.rate ?? "", billingStep: terms?.step ?? "", placement: "ascribed", overflowPolicy: "off" },
    stack: [...history.limits]
      .sort((a, b) => a.from.getTime() - b.from.getTime() || (a.id < b.id ? -1 : 1))
      .map((one) => ({ ...one, scope: scopeOf(one) })),
  });
}

/** Judges, and does what the evaluator does then. */
function judgeWindow({ remitted, events }: Account, input: EngineInput): Standing {
  const { standing, decision, charge } = judge(input);
  if (decision.raise)
    events.push({
      ...{ ordinal: decision.ordinal, state: "declined", excessAtRaise: decision.excess },
      ...{ plannedCapacity: null, carried: "0" },
    });
  if (charge) remitted.push({ quantity: charge.quantity, amount: charge.priced.amount, state: "posted" });
  return standing;
}

function expectModel({ aggregate, increment }: Standing, model: DueWindow | undefined): void {
  const { use: used, covered, excess } = aggregate;
  const nothing = { use: "0", covered: "0", excess: "0", increment: "0" };
  expect({ use: used, covered, excess, increment }, "the reference model").toEqual(
    model ? { use: model.use, covered: model.covered, excess: model.excess, increment: model.increment } : nothing,
  );
}

function lineOf({ aggregate, window }: Standing, { remitted, events }: Account): string | null {
  const { use: used, covered, excess } = aggregate;
  const billed = writeExact(sumExact(remitted.map(({ quantity }) => new Exact(quantity))));
  const amount = moneyToDecimal(remitted.reduce((sum, made) => addMoney(sum, made.amount), zeroMoney("EUR")));
  if (used === "0" && billed === "0") return null;
  return [
    `${window.start.toISOString().slice(0, 16)}: ${used} = ${covered} + ${excess}`,
    billed === "0" ? "bills nothing" : `bills ${billed} for ${amount}`,
    ...(events.length > 0 ? ["event"] : []),
  ].join("; ");
}
