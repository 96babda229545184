import { eq } from "drizzle-orm";
import { customers, machines, subscriptionParameters } from "@/db/schema";
import {
  type AgreedLimit,
  beginsOf,
  type CountedUse,
  type UseHistory,
  windowName,
} from "../../billing/engine/reference-use";
import { markClosedWindows } from "../../billing/mark-closed-windows";
import { changeOrTryTimeZone } from "../../configuration/change-customer";
import { inProvider, jobRequest } from "../../context";
import { DomainError } from "../../errors";
import { reconcileOverflows } from "../../overflow/reconcile-overflows";
import { lastAnchor } from "../../periods";
import { amendUsage, voidUsage } from "../../usage/corrections/correct-usage";
import type { UsageInput } from "../../usage/input";
import { listUsageRecords } from "../../usage/questions/list-usage-records";
import { recordUsage } from "../../usage/record/record-usage";
import { settleUsage } from "../../usage/rollups/settle-usage";
import { countedFates } from "../../usage/states";
import type { usageWorld } from "../../usage/testing";
import { tickOf } from "../../usage/ticks";
import { changeLimit, endLimit, subscribe } from "../agree-limits";
import { decideProposed } from "../decide-adjustment";
import { evaluateDirtyStandings } from "../evaluate";
import { markStaleUse } from "../mark-stale-use";
import {
  type DrawnHistory,
  type DrawnUse,
  type HistoryMeter,
  type HistoryStep,
  historyMeters,
  instantOf,
  type LimitAct,
} from "./drawn-history";

type World = Awaited<ReturnType<typeof usageWorld>>;
const minute = 60_000;
let companies = 0;

const cloudOf = ({ cloud }: LimitAct) => (cloud === null ? null : ["cld_a", "cld_b"][cloud]) ?? null;
const named = (covers: string[]) => covers.map((quantity, n) => ({ name: `Cover ${n + 1}`, quantity }));

/**
 * A customer that lives through a drawn history on the real database. It remembers, apart from the product, what was
 * accepted and which limits were agreed: what the reference model is asked about.
 */
export class HistoryCompany {
  private readonly counted = new Map<number, CountedUse & { meter: HistoryMeter }>();
  /** All that was accepted: an identity is taken for ever, also where its record counts no more. */
  private readonly accepted = new Set<number>();
  /** Limits and windows whose use was corrected: "limit window". */
  readonly corrected = new Set<string>();
  private readonly moves: { at: Date; timeZone: string }[] = [];
  private begins: number[];
  private readonly limits: (AgreedLimit & { meter: HistoryMeter })[] = [];
  now: Date;
  readonly policy: DrawnHistory["policy"];

  private constructor(
    private readonly drawn: DrawnHistory,
    readonly customerId: string,
  ) {
    this.now = instantOf(drawn, 0);
    this.policy = drawn.policy;
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
        anchorDay: this.anchorDay(),
        factor: billingFactor,
        placement: "ascribed",
        capacities: [],
      },
      uses: [...this.counted.values()].filter((use) => use.meter === meter),
      limits: this.limits.filter((limit) => limit.meter === meter),
    };
  }

  private anchorDay(): number {
    return ((this.drawn.anchorDay - 1) % lastAnchor[this.drawn.period]) + 1;
  }

  private windowBegins(): number[] {
    const { period, timeZone } = this.drawn;
    if (period === "15min" || period === "hour") return [];
    return beginsOf({ period, timeZone, anchorDay: this.anchorDay() }, this.moves);
  }

  /** Gives the customer another billing time zone. It holds for windows that begin a quarter of an hour later. */
  async move(timeZone: string): Promise<void> {
    const { customerId } = this;
    await inProvider(this.job(), (ctx) => changeOrTryTimeZone(ctx, { customerId, timeZone, preview: false }));
    if (timeZone === (this.moves.at(-1)?.timeZone ?? this.drawn.timeZone)) return;
    this.moves.push({ at: new Date(this.now.getTime() + 15 * minute), timeZone });
    this.begins = this.windowBegins();
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
    for (const [n, outcome] of answer.outcomes.entries()) {
      const { which } = sent[n] as (typeof sent)[number];
      if (outcome.kind === "rejected") throw new Error(`Record ${which} was rejected: ${outcome.detail}`);
      if (outcome.kind !== "accepted") continue;
      if (this.accepted.has(which)) throw new Error(`Record ${which} was accepted twice.`);
      this.accepted.add(which);
      if (outcome.fate === "unassigned" || !countedFates.includes(outcome.fate))
        throw new Error(`Record ${which} was not counted: ${outcome.fate}.`);
      const { meter, at, start, quantity } = records[n] as UsageInput;
      const { machine } = this.drawn.uses[which] as DrawnUse;
      const cloud = ["cld_a", "cld_b", null, "cld_a"][machine] as string | null;
      this.counted.set(which, { meter: meter as HistoryMeter, machine: String(machine), cloud, quantity, start, at });
    }
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

  /** Agrees a change of limits; one that does not fit is refused and changes nothing. */
  async agree(act: LimitAct): Promise<void> {
    const own = this.limits.filter(({ meter }) => meter === act.meter);
    const limit = own[act.which % Math.max(1, own.length)];
    const from = instantOf(this.drawn, act.place);
    const { rate, meter, covers } = act;
    const { billingStep: step } = this.drawn;
    try {
      if (act.act === "add") {
        const terms = { from: tickOf(from), limit: act.limit, rate, step, covers };
        const id = await this.subscribe(act, from);
        this.limits.push({ id, meter, cloud: cloudOf(act), from: terms.from, to: null, terms: [terms] });
      } else if (limit && act.act === "change") {
        const change = { limit: act.limit, overRate: rate, covers: named(covers) };
        await inProvider(this.job(), (ctx) => changeLimit(ctx, { ...this.named(limit), from, change }));
        const begins = tickOf(from);
        limit.terms = limit.terms.filter((one) => one.from.getTime() !== begins.getTime());
        limit.terms.push({ from: begins, limit: act.limit, rate, step, covers });
        limit.terms.sort((a, b) => a.from.getTime() - b.from.getTime());
      } else if (limit) {
        const at = act.act === "end" ? from : null;
        await inProvider(this.job(), (ctx) => endLimit(ctx, { ...this.named(limit), at }));
        limit.to = at && tickOf(at);
      }
    } catch (error) {
      if (!(error instanceof DomainError)) throw error;
    }
  }

  private named = ({ id }: AgreedLimit) => ({ customerId: this.customerId, parameterId: id });

  private async subscribe(act: LimitAct, validFrom: Date): Promise<string> {
    const { meter, limit, rate } = act;
    const { period, policy, billingStep, billingFactor } = this.drawn;
    const counted = { cloud: cloudOf(act), anchorDay: this.anchorDay(), billingFactor, covers: named(act.covers) };
    const terms = { meter, limit, period, overRate: rate, billingStep, overflowPolicy: policy, ...counted };
    const { customerId } = this;
    return inProvider(this.job(), async (ctx) => {
      await subscribe(ctx, { customerId, planId: "plan_1", validFrom, parameters: [terms] });
      const rows = await ctx.tx
        .select({ id: subscriptionParameters.id })
        .from(subscriptionParameters)
        .where(eq(subscriptionParameters.customerId, customerId));
      const known = new Set(this.limits.map(({ id }) => id));
      return rows.find(({ id }) => !known.has(id))?.id ?? "";
    });
  }

  evaluate = () => evaluateDirtyStandings(this.job());

  /** The scheduled jobs that concern standings, as the cron runs them. */
  async sweep(): Promise<void> {
    await inProvider(this.job(), markClosedWindows);
    await inProvider(this.job(), markStaleUse);
    await settleUsage(this.job());
    await reconcileOverflows(this.job());
  }
}
