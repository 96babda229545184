import type { OverflowState } from "../../overflow/states";
import type { BillingPeriod, BillingWindow } from "../../periods";
import type { BillingMode, OverflowPolicy } from "../states";

/** A decimal number as a string ("12.5"). The engine takes and gives quantities in no other form. */
export type Quantity = string;

/** A host cloud's id; null = on-premises, which counts in aggregate limits only. */
export type CloudId = string | null;

/**
 * What one machine used in one 15-minute UTC tick: a gauge's last value, a counter's sum. Entries add, so there is one
 * per machine, cloud and tick for gauges; counters may come in any number of pieces. `machineId` null: use that a cloud
 * or a program reports without naming a machine; of a gauge there `source` says who.
 */
export type UsageTick = {
  tick: Date;
  machineId: string | null;
  source?: string | undefined;
  cloudId: CloudId;
  /** Whether the machine is an overflow machine of the customer's. */
  overflow: boolean;
  value: Quantity;
};

/** One meter's use in one window. Ticks outside the window are not counted. */
export type UsageSnapshot = {
  meter: string;
  window: BillingWindow;
  ticks: readonly UsageTick[];
  /** The window is over and its grace (10 min) has passed: averages and last values may be judged. */
  closed: boolean;
  /**
   * The readings as they stood when this was judged the last time (or before the window began). They only decide whose
   * rise carried the sum over; without them each machine's previous tick in the window is compared.
   */
  before?: readonly UsageTick[];
  /**
   * A gauge's use now: each machine's last value within its meter's staleness (server/usage/questions/present-use.ts).
   * It decides what is shown and whether the excess is gone. Left out: the latest tick.
   */
  present?: { at: Date; ticks: readonly UsageTick[] };
};

/** Counters have `sum`, gauges the other three. Space first, then time (docs/rules.md 3.8). */
type Aggregation = "sum" | "max" | "average" | "last";

/** A limit among those of its meter: whose use it is, when it holds, and what it allows from when on. */
export type StackedLimit = {
  id: string;
  scope: SubscriptionParameters["scope"];
  /** Half-open; both lie on ticks. */
  from: Date;
  to: Date | null;
  /** Oldest first. null = not known, never 0: all use that reaches this limit is covered, and the standing says so. */
  terms: readonly { from: Date; limit: Quantity | null }[];
};

/** What a customer has agreed to for one meter. */
export type SubscriptionParameters = {
  id: string;
  meter: string;
  unit: string;
  aggregation: Aggregation;
  period: BillingPeriod;
  /** The customer's limits of the meter, this one among them, in the order in which they are used up (rule 10). */
  stack: readonly StackedLimit[];
  scope: "aggregate" | { cloudId: string };
  /** Per cent of the limit from which a candidate resource is prepared; 100 by default. */
  thresholdPercent: Quantity;
  /** Major units of the currency per billing unit. */
  overRate: Quantity;
  underCredit: Quantity;
  currency: string;
  /** Billing units = units of the meter × factor (2 vCPU = 1 core: 0.5). */
  billingFactor: Quantity;
  /** In billing units, above 0. */
  billingStep: Quantity;
  referenceShares: Readonly<Record<string, Quantity>>;
  mode: BillingMode;
  placement: "placed" | "ascribed";
  overflowPolicy: OverflowPolicy;
};

/** What an overflow machine at work can carry of the meter. Machines that have none yet, or no longer, are left out. */
export type OverflowCapacity = {
  machineId: string;
  cloudId: CloudId;
  capacity: Quantity;
  /** The ordinal of this window's event that started it; null if an earlier window's event did. */
  ordinal: number | null;
  /** Since when it carries; left out = since before the window. */
  since?: Date;
};

/** A billing event already raised in the window, with what its machine carries (as far as that is known). */
export type ExistingEvent = {
  ordinal: number;
  state: OverflowState;
  excessAtRaise: Quantity;
  /** What the identified resource can carry of the meter; null until one is identified. */
  plannedCapacity: Quantity | null;
  /** What its machine carries now. */
  carried: Quantity;
};

/** Rule 6 at one point: covered + overflow + excess = use, always. */
export type Split = {
  /** The tick; null where the figure belongs to the whole window or there is none. */
  at: Date | null;
  use: Quantity;
  /** O: counted use of ordinary machines. */
  ordinary: Quantity;
  /** V: the portion on overflow machines (0 where work is ascribed). */
  carried: Quantity;
  covered: Quantity;
  overflow: Quantity;
  excess: Quantity;
  byCloud: CloudUse[];
};

/** One cloud's part of a split; use = ordinary + carried. */
export type CloudUse = { cloudId: CloudId; use: Quantity; ordinary: Quantity; carried: Quantity };

/** Where a subscription stands on one meter in one window. */
export type Standing = {
  meter: string;
  unit: string;
  window: BillingWindow;
  /** What is allowed by the last use of the window; null = not known: nothing is judged or billed. */
  limit: Quantity | null;
  /** Whether this may be acted on: sums and maxima at once, averages and last when the window is closed. */
  judged: boolean;
  /** Why nothing is judged or billed, for a person; null where it is. */
  sentence: string | null;
  /** The window's aggregate so far: the same figure as aggregate.use. */
  total: Quantity;
  /** The split of the window's aggregate: of a maximum, at its peak. */
  aggregate: Split;
  /** The split now: gauges in their latest tick, counters in the window to date. */
  now: Split;
  /** The split of the use now (`present`), as screens show it; of a counter that of the window to date. */
  shown: Split;
  /** Ordinary use >= threshold × limit at some moment of the window. */
  thresholdMet: boolean;
  /** Use beyond this limit and every other of the meter at some moment of the window, strictly. */
  over: boolean;
  /** Overflow + excess of the aggregate, in units of the meter: the running total that rule 8 charges. */
  increment: Quantity;
};
