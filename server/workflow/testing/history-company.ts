import { eq } from "drizzle-orm";
import { customers, machines } from "@/db/schema";
import { beginsOf, type CountedUse, type UseHistory, windowName } from "../../billing/engine/reference-use";
import { changeOrTryTimeZone } from "../../configuration/change-customer";
import { inProvider, jobRequest } from "../../context";
import { amendUsage, voidUsage } from "../../usage/corrections/correct-usage";
import type { UsageInput } from "../../usage/input";
import { listUsageRecords } from "../../usage/questions/list-usage-records";
import type { RecordOutcome } from "../../usage/record/outcome";
import { recordUsage } from "../../usage/record/record-usage";
import { countedFates } from "../../usage/states";
import type { usageWorld } from "../../usage/testing";
import { tickOf } from "../../usage/ticks";
import { decideProposed } from "../decide-adjustment";
import { evaluateDirtyStandings } from "../evaluate";
import {
  type DrawnHistory,
  type DrawnUse,
  type HistoryMeter,
  type HistoryStep,
  historyMeters,
  instantOf,
  type LimitAct,
} from "./drawn-history";
import { anchorOf, HistoryLimits } from "./history-limits";
import type { HistoryWork } from "./history-process";
import { ProgramProcess } from "./processes";
import { judgeAll, sweepStandings } from "./sweep-standings";

type World = Awaited<ReturnType<typeof usageWorld>>;
const minute = 60_000;
let companies = 0;

/**
 * A customer that lives through a drawn history on the real database. It remembers, apart from the product, what was
 * accepted and which limits were agreed: what the reference model is asked about.
 */
export class HistoryCompany {
  private readonly counted = new Map<number, CountedUse & { meter: HistoryMeter }>();
  /** All that was accepted: an identity is taken for ever, also where its record counts no more. */
  private readonly accepted = new Set<number>();
  /** What a killed process was sent and did not answer: it may have been accepted. */
  private readonly unanswered = new Set<number>();
  /** Limits and windows whose use was corrected: "limit window". */
  readonly corrected = new Set<string>();
  private readonly moves: { at: Date; timeZone: string }[] = [];
  private begins: number[];
  private months: number[] | null = null;
  private readonly limits: HistoryLimits;
  now: Date;
  readonly policy: DrawnHistory["policy"];

  private constructor(
    private readonly drawn: DrawnHistory,
    readonly customerId: string,
  ) {
    this.now = instantOf(drawn, 0);
    this.policy = drawn.policy;
    this.limits = new HistoryLimits(drawn, customerId, this.job);
    this.begins = this.windowBegins();
  }

  static async found(world: World, drawn: DrawnHistory): Promise<HistoryCompany> {
    const customerId = `cust_${++companies}`;
    await world.db.withProvider(async (tx) => {
      const [acme] = await tx.select().from(customers).where(eq(customers.id, "cust_acme"));
      const own = await tx.select().from(machines).where(eq(machines.customerId, "cust_acme"));
      if (!acme) throw new Error("There is no customer to copy.");
      const { timeZone } = drawn;
      await tx
        .insert(customers)
        .values({ ...acme, id: customerId, name: customerId, identifier: customerId, timeZone });
      const ordinary = own.filter(({ kind }) => kind === "ordinary");
      await tx.insert(machines).values(
        ordinary.map((one) => ({
          ...one,
          customerId,
          id: `${one.id}_${customerId}`,
          serial: null,
          instanceId: null,
        })),
      );
    });
    return new HistoryCompany(drawn, customerId);
  }

  private job = () => jobRequest("test", this.now);

  /** What the model is asked about one meter. */
  historyOf(meter: HistoryMeter): UseHistory {
    const { period, timeZone, billingFactor } = this.drawn;
    const aggregation = historyMeters[meter];
    return {
      ...{
        aggregation,
        period,
        timeZone,
        begins: this.begins,
        anchorDay: anchorOf(this.drawn),
        factor: billingFactor,
        placement: "ascribed",
        capacities: [],
      },
      mode: this.drawn.offsets.includes(meter) ? "offset" : "limit",
      uses: [...this.counted.values()].filter((use) => use.meter === meter),
      limits: this.limits.agreed.filter((limit) => limit.meter === meter),
    };
  }

  /** The month of the statement in which an instant lies, by its begin. */
  monthOf(at: Date): string {
    const { timeZone } = this.drawn;
    const months = { period: "month", timeZone, anchorDay: 1 } as const;
    this.months ??= beginsOf(months, this.moves);
    return windowName({ ...months, begins: this.months }, at);
  }

  agree = (act: LimitAct) => this.limits.agree(act);

  private windowBegins(): number[] {
    const { period, timeZone } = this.drawn;
    if (period === "15min" || period === "hour") return [];
    return beginsOf({ period, timeZone, anchorDay: anchorOf(this.drawn) }, this.moves);
  }

  /** Gives the customer another billing time zone. It holds for windows that begin a quarter of an hour later. */
  async move(timeZone: string): Promise<void> {
    const { customerId } = this;
    await inProvider(this.job(), (ctx) => changeOrTryTimeZone(ctx, { customerId, timeZone, preview: false }));
    if (timeZone === (this.moves.at(-1)?.timeZone ?? this.drawn.timeZone)) return;
    this.moves.push({ at: new Date(this.now.getTime() + 15 * minute), timeZone });
    this.begins = this.windowBegins();
    this.months = null;
  }

  /** The clock at the end of a step: use up to then can have been sent. */
  endOf(step: number): Date {
    return instantOf(this.drawn, (1000 * (step + 1)) / this.drawn.steps.length);
  }

  /** Records that are sent in a step: those whose time has come, less what is late, plus what was late before. */
  usesOf(step: number): number[] {
    const last = this.drawn.steps.length - 1;
    return this.drawn.uses.flatMap((use, index) => {
      const first = this.drawn.steps.findIndex((_, n) => instantOf(this.drawn, use.place) <= this.endOf(n));
      return Math.min(last, first + use.delay) === step ? [index] : [];
    });
  }

  knows = (index: number): boolean => this.accepted.has(index);

  /** A time at which every window has closed. */
  afterAll = (): Date => new Date(instantOf(this.drawn, 1000).getTime() + 40 * 24 * 60 * minute);

  recordOf(index: number, as: HistoryStep["again"][number]["as"] = "the same"): UsageInput {
    const use = this.drawn.uses[index] as DrawnUse;
    const { at, start } = this.timesOf(use);
    const subject = use.machine === 3 ? null : `mach_${["a", "b", "desk"][use.machine]}_${this.customerId}`;
    return {
      ...{ id: `r${index}`, source: "program", meter: use.meter, subject, customer: null, start },
      at: as === "another time" ? new Date(Math.max(at.getTime() - 7 * minute, start?.getTime() ?? 0)) : at,
      quantity: as === "another quantity" ? `${use.quantity}1` : use.quantity,
      cloud: use.machine === 3 ? "cloud-a" : null,
    };
  }

  private timesOf({ meter, place, length }: DrawnUse) {
    const at = instantOf(this.drawn, place);
    const start = meter === "bandwidth" && length > 0 ? instantOf(this.drawn, place - length) : null;
    return { at, start };
  }

  /** Sends one batch. What is counted is what the answer says; a record is accepted once for ever. */
  async send(indices: readonly number[], again: HistoryStep["again"] = []): Promise<void> {
    const sent = [...indices.map((which) => ({ which, as: "the same" as const })), ...again];
    const records = sent.map(({ which, as }) => this.recordOf(which, as));
    const { customerId } = this;
    const answer = await recordUsage(this.job(), { sourceKind: "program", customerId, records });
    for (const [n, outcome] of answer.outcomes.entries()) this.note((sent[n] as (typeof sent)[number]).which, outcome);
  }

  /**
   * Has a process of its own record batches, judge and, where `isSwept`, sweep, and be killed on the way. What it did
   * not answer is sent again, as every sender does.
   * @param program the bundled history-process.ts
   */
  async sendKilled(program: string, batches: number[][], of: Pick<HistoryWork, "kill" | "isSwept">): Promise<void> {
    const killed = await ProgramProcess.startAsked(program);
    const ask = (records: UsageInput[] | null) => {
      const { customerId } = this;
      const work: HistoryWork = { ...of, now: this.now.toISOString(), customerId, records };
      return killed.askUnlessEnded<RecordOutcome[]>(JSON.stringify(work));
    };
    for (const batch of batches) {
      const outcomes = await ask(batch.map((which) => this.recordOf(which)));
      for (const [n, which] of batch.entries()) {
        const outcome = outcomes?.[n];
        if (outcome) this.note(which, outcome);
        else this.unanswered.add(which);
      }
    }
    await ask(null);
    await killed.end("SIGKILL");
    await this.send(batches.flat());
  }

  private note(which: number, outcome: RecordOutcome): void {
    if (outcome.kind === "rejected") throw new Error(`Record ${which} was rejected: ${outcome.detail}`);
    const isKnown = this.accepted.has(which);
    if (outcome.kind === "accepted" && isKnown) throw new Error(`Record ${which} was accepted twice.`);
    if (isKnown) return;
    // A killed process may have recorded what it did not answer.
    if (outcome.kind !== "accepted" && !this.unanswered.has(which))
      throw new Error(`Record ${which} is a ${outcome.kind} of nothing.`);
    if (outcome.kind === "accepted" && (outcome.fate === "unassigned" || !countedFates.includes(outcome.fate)))
      throw new Error(`Record ${which} was not counted: ${outcome.fate}.`);
    this.accepted.add(which);
    const { meter, at, start, quantity } = this.recordOf(which);
    const { machine } = this.drawn.uses[which] as DrawnUse;
    const cloud = ["cld_a", "cld_b", null, "cld_a"][machine] as string | null;
    this.counted.set(which, { meter: meter as HistoryMeter, machine: String(machine), cloud, quantity, start, at });
  }

  /** Staff void a record that counts, or amend it. */
  async correct({ which, quantity }: HistoryStep["corrections"][number]): Promise<void> {
    const use = this.counted.get(which);
    if (!use || quantity === use.quantity) return;
    const { customerId } = this;
    const of = { customerId, reason: "It was counted wrongly." };
    await inProvider(this.job(), async (ctx) => {
      const { rows } = await listUsageRecords(ctx, { customerId, filter: { meter: use.meter, limit: 1000 } });
      const stored = rows.find((row) => row.eventId === `r${which}` && countedFates.includes(row.fate));
      if (!stored) throw new Error(`Record ${which} is not among those that count.`);
      const { digest, endedAt } = stored;
      if (quantity === null) await voidUsage(ctx, { ...of, which: { records: [{ digest, endedAt }] } });
      else await amendUsage(ctx, { ...of, records: [{ digest, endedAt, quantity }] });
    });
    if (quantity === null) this.counted.delete(which);
    else this.counted.set(which, { ...use, quantity });
    this.noteCorrected(use);
  }

  /**
   * Every limit that is valid in a window of the use is concerned, since limits cover use one after the other; where
   * none is over all clouds, those of its cloud alone.
   */
  private noteCorrected({ meter, start, at, cloud }: CountedUse & { meter: HistoryMeter }): void {
    const history = this.historyOf(meter);
    const last = history.aggregation === "sum" ? at.getTime() - 1 : at.getTime();
    const first = history.aggregation === "sum" ? Math.min(start?.getTime() ?? last, last) : last;
    const windows = new Set<string>();
    for (let tick = tickOf(new Date(first)).getTime(); tick <= last; tick += 15 * minute)
      windows.add(windowName(history, new Date(tick)));
    const isShared = history.limits.some((limit) => limit.cloud === null);
    for (const { id, from, to } of history.limits.filter((limit) => isShared || limit.cloud === cloud))
      for (const window of windows) {
        const ends = to === null ? null : windowName(history, new Date(to.getTime() - 1));
        if (windowName(history, from) <= window && (ends === null || window <= ends))
          this.corrected.add(`${meter} ${id} ${window}`);
      }
  }

  /** Finance decides about what was proposed: every other one is confirmed. */
  async decide(proposals: readonly { id: string; confirmed: boolean }[]): Promise<void> {
    const { customerId } = this;
    for (const { id, confirmed } of proposals) {
      const decision = confirmed ? ("confirmed" as const) : ("rejected" as const);
      await inProvider(this.job(), (ctx) => decideProposed(ctx, { customerId, id, decision, reason: "As proposed." }));
    }
  }

  evaluate = () => evaluateDirtyStandings(this.job());

  sweep = () => sweepStandings(this.job());
  judgeAll = () => judgeAll(this.job());
}
