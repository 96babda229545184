import fc from "fast-check";
import type { BillingPeriod } from "../../periods";
import type { Kill } from "./database-until-killed";

/** The meters of a history, with how each is aggregated. */
export const historyMeters = {
  bandwidth: "sum",
  storage: "max",
  units: "average",
  "os-instances": "last",
} as const;
export type HistoryMeter = keyof typeof historyMeters;
const meters = Object.keys(historyMeters) as HistoryMeter[];
/** The meter of a record or a limit: mostly one that is judged at once. */
const anyMeter = fc.constantFrom<HistoryMeter[]>(
  "bandwidth",
  "bandwidth",
  "storage",
  "storage",
  "units",
  "os-instances",
);
const minute = 60_000;
const hour = 60 * minute;
const day = 24 * hour;

/** Where the time of a history lies: days, weeks and months hold a change of clocks in most of the zones. */
const times: Record<BillingPeriod, { origin: string; span: number }> = {
  "15min": { origin: "2026-10-25T00:20:00Z", span: 40 * minute },
  hour: { origin: "2026-10-25T00:20:00Z", span: 150 * minute },
  day: { origin: "2026-10-23T20:00:00Z", span: 3 * day },
  week: { origin: "2026-10-15T20:00:00Z", span: 18 * day },
  month: { origin: "2026-09-20T20:00:00Z", span: 60 * day },
};
const zones = ["Europe/Berlin", "America/New_York", "Asia/Kathmandu", "Australia/Lord_Howe", "UTC"];

/** A record as it is drawn: `place` and `length` in thousandths of the history's time. */
export type DrawnUse = {
  meter: HistoryMeter;
  /** Two machines in clouds, one in none, and use of a cloud that names no machine. */
  machine: 0 | 1 | 2 | 3;
  place: number;
  length: number;
  quantity: string;
  /** How many steps later than it could be it is sent. */
  delay: number;
};
/** What is done to a limit; `place` is the time from which on it holds, in the past or not. */
export type LimitAct = {
  act: "add" | "change" | "end" | "continue";
  meter: HistoryMeter;
  which: number;
  place: number;
  limit: string;
  rate: string;
  /** Which of the two clouds alone it counts; null: all of them. */
  cloud: 0 | 1 | null;
  covers: string[];
  /** The reference shares of the two clouds; null: none. Offset billing has at least one. */
  shares: [string | null, string | null];
  /** What offset billing gives back for a unit under the shares. */
  credit: string;
};
export type HistoryStep = {
  /** `raced`: senders and evaluators at once. */
  sending: "in turn" | "at once" | "raced";
  parts: number;
  /** Records that are sent again, as they were or with another quantity. */
  again: { which: number; as: "the same" | "another time" | "another quantity" }[];
  limits: LimitAct[];
  /** Records that staff void, or amend to a quantity. */
  corrections: { which: number; quantity: string | null }[];
  judging: "none" | "one" | "two at once" | "sweeps";
  /** The customer's billing time zone becomes another, at the begin of the step. */
  moves: string | null;
  /**
   * A process of its own does the step's work and is killed: before its so manieth statement, or when that was sent.
   * null: no process is killed.
   */
  kill: Kill | null;
};
export type DrawnHistory = {
  period: BillingPeriod;
  timeZone: string;
  policy: "off" | "ask";
  billingStep: string;
  billingFactor: string;
  /** Of months, and of weeks as far as they have such a day. */
  anchorDay: number;
  /** The meters with offset billing; the others have limit billing. */
  offsets: HistoryMeter[];
  limits: LimitAct[];
  uses: DrawnUse[];
  steps: HistoryStep[];
};

const decimal = (most: number, parts: number) => fc.nat(most * parts).map((n) => String(n / parts));
const act = (kinds: LimitAct["act"][]): fc.Arbitrary<LimitAct> =>
  fc.record({
    act: fc.constantFrom(...kinds),
    meter: anyMeter,
    which: fc.nat(2),
    place: fc.integer({ min: -200, max: 1000 }),
    limit: fc.nat(16).map(String),
    rate: fc.constantFrom("1", "0.004", "0.125", "2.5"),
    cloud: fc.constantFrom(null, null, null, 0 as const, 1 as const),
    covers: fc.array(decimal(3, 4), { maxLength: 2 }),
    shares: fc.tuple(fc.option(decimal(6, 4)), fc.option(decimal(6, 4))),
    credit: fc.constantFrom("0", "0.5", "0.0077", "2"),
  });
const changes: LimitAct["act"][] = ["add", "change", "change", "end", "continue"];
const uses = fc.array(
  fc.record<DrawnUse>({
    meter: anyMeter,
    machine: fc.constantFrom(0, 1, 2, 3),
    place: fc.nat(1000),
    length: fc.oneof(fc.constant(0), fc.nat(150)),
    quantity: decimal(9, 4),
    delay: fc.oneof(fc.constant(0), fc.nat(5)),
  }),
  { minLength: 12, maxLength: 40 },
);
type Changes = {
  limits: fc.Arbitrary<LimitAct[]>;
  corrections: fc.Arbitrary<HistoryStep["corrections"]>;
  moves: fc.Arbitrary<string | null>;
};
const step = ({ limits, corrections, moves }: Changes): fc.Arbitrary<HistoryStep> =>
  fc.record<HistoryStep>({
    sending: fc.constantFrom("in turn", "at once", "raced"),
    parts: fc.integer({ min: 1, max: 3 }),
    again: fc.array(
      fc.record({ which: fc.nat(39), as: fc.constantFrom("the same", "another time", "another quantity") }),
      { maxLength: 3 },
    ),
    limits,
    corrections,
    judging: fc.constantFrom("none", "one", "two at once", "sweeps"),
    moves,
    kill: fc.oneof(
      { weight: 7, arbitrary: fc.constant(null) },
      { weight: 1, arbitrary: fc.record({ statement: fc.nat(160), isSent: fc.boolean() }) },
    ),
  });
/** Every meter has a limit from early on; more of them begin, change and end, within windows too. */
const agreedFirst = fc
  .tuple(
    fc.tuple(act(["add"]), act(["add"]), act(["add"]), act(["add"])),
    fc.array(act(["add", "add", "add", "change", "end"]), { minLength: 2, maxLength: 6 }),
  )
  .map(([first, more]) => [
    ...first.map((one, n) => ({ ...one, meter: meters[n] as HistoryMeter, place: Math.min(one.place, 300) })),
    ...more,
  ]);

/** Without a bias: small and equal values, which a generator prefers, would leave most windows within their limits. */
const history = (changing: Changes): fc.Arbitrary<DrawnHistory> =>
  fc.noBias(
    fc.record({
      period: fc.constantFrom<BillingPeriod[]>("15min", "hour", "day", "week", "month"),
      timeZone: fc.constantFrom(...zones),
      policy: fc.constantFrom("off", "ask"),
      billingStep: fc.constantFrom("1", "1", "0.5", "4"),
      billingFactor: fc.constantFrom("1", "1", "0.5", "3"),
      anchorDay: fc.constantFrom(1, 15, 25, 31),
      offsets: fc.constantFrom<HistoryMeter[][]>(
        [],
        [],
        ["bandwidth"],
        ["storage"],
        ["bandwidth", "units"],
        ["storage", "os-instances"],
      ),
      limits: agreedFirst,
      uses,
      steps: fc.array(step(changing), { minLength: 2, maxLength: 5 }),
    }),
  );

const correction = fc.record({ which: fc.nat(39), quantity: fc.option(decimal(9, 4)) });
/**
 * Histories in which limits change while they are used, for the past too, use is voided and amended, and the billing
 * time zone changes.
 */
export const changingHistories = history({
  limits: fc.array(act(changes), { maxLength: 2 }),
  corrections: fc.array(correction, { maxLength: 2 }),
  moves: fc.constantFrom(null, null, ...zones),
});
/** Histories whose limits are agreed before anything is used, and in which no reading is replaced by a later one. */
export const steadyHistories = history({
  limits: fc.constant([]),
  corrections: fc.constant([]),
  moves: fc.constant(null),
}).map((drawn) => {
  const seen = new Set<string>();
  const own = drawn.uses.filter((use) => {
    const name = `${use.meter} ${use.machine} ${Math.floor(instantOf(drawn, use.place).getTime() / (15 * minute))}`;
    const fresh = use.meter === "bandwidth" || !seen.has(name);
    seen.add(name);
    return fresh;
  });
  return { ...drawn, uses: own };
});

/** The instant at a place of a history's time. */
export function instantOf({ period }: Pick<DrawnHistory, "period">, place: number): Date {
  const { origin, span } = times[period];
  return new Date(Date.parse(origin) + Math.round((span * place) / 1000 / minute) * minute);
}
