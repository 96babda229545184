import { eq } from "drizzle-orm";
import { subscriptionParameters } from "@/db/schema";
import type { AgreedLimit, AgreedTerms } from "../../billing/engine/reference-use";
import { inProvider, type Request } from "../../context";
import { DomainError } from "../../errors";
import { lastAnchor } from "../../periods";
import { tickOf } from "../../usage/ticks";
import { changeLimit, endLimit, subscribe } from "../agree-limits";
import { type DrawnHistory, type HistoryMeter, instantOf, type LimitAct } from "./drawn-history";

const clouds = ["cld_a", "cld_b"] as const;
const cloudOf = ({ cloud }: LimitAct) => (cloud === null ? null : clouds[cloud]);
const named = (covers: readonly string[]) => covers.map((quantity, n) => ({ name: `Cover ${n + 1}`, quantity }));

export const anchorOf = ({ anchorDay, period }: DrawnHistory): number => ((anchorDay - 1) % lastAnchor[period]) + 1;

/** The limits of a history's customer on the real database, with what was agreed, apart from the product. */
export class HistoryLimits {
  readonly agreed: (AgreedLimit & { meter: HistoryMeter })[] = [];

  constructor(
    private readonly drawn: DrawnHistory,
    private readonly customerId: string,
    private readonly job: () => Request,
  ) {}

  /** Agrees a change of limits; one that does not fit is refused and changes nothing. */
  async agree(act: LimitAct): Promise<void> {
    const own = this.agreed.filter(({ meter }) => meter === act.meter);
    const limit = own[act.which % Math.max(1, own.length)];
    const from = instantOf(this.drawn, act.place);
    const terms = this.termsOf(act);
    try {
      if (act.act === "add") {
        const id = await this.subscribe(act, from);
        this.agreed.push({ id, meter: act.meter, cloud: cloudOf(act), from: terms.from, to: null, terms: [terms] });
      } else if (limit && act.act === "change") {
        const change = this.written(act);
        await inProvider(this.job(), (ctx) => changeLimit(ctx, { ...this.named(limit), from, change }));
        limit.terms = limit.terms.filter((one) => one.from.getTime() !== terms.from.getTime());
        limit.terms.push(terms);
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

  private isOffset = ({ meter }: LimitAct): boolean => this.drawn.offsets.includes(meter);

  private termsOf(act: LimitAct): AgreedTerms {
    const { limit, rate, credit } = act;
    const covers = this.isOffset(act) ? [] : act.covers;
    const shares = Object.fromEntries(clouds.flatMap((cloud, n) => (act.shares[n] ? [[cloud, act.shares[n]]] : [])));
    const from = tickOf(instantOf(this.drawn, act.place));
    return { from, limit, rate, step: this.drawn.billingStep, covers, credit, shares };
  }

  /** The same as the product takes it. */
  private written(act: LimitAct) {
    const { limit, rate, credit, covers = [], shares = {} } = this.termsOf(act);
    const referenceShares = Object.entries(shares).map(([cloud, share]) => ({ cloud, share }));
    return { limit: limit ?? "", overRate: rate, underCredit: credit, covers: named(covers), referenceShares };
  }

  private async subscribe(act: LimitAct, validFrom: Date): Promise<string> {
    const { period, policy, billingStep, billingFactor } = this.drawn;
    const basis = { period, billingStep, billingFactor, overflowPolicy: policy, anchorDay: anchorOf(this.drawn) };
    const parameters = [{ ...this.written(act), ...basis, meter: act.meter, cloud: cloudOf(act) }];
    // A subscription bills in one way.
    const plan = this.isOffset(act)
      ? ({ planId: "plan_2", mode: "offset" } as const)
      : ({ planId: "plan_1", mode: "limit" } as const);
    const { customerId } = this;
    return inProvider(this.job(), async (ctx) => {
      await subscribe(ctx, { customerId, ...plan, validFrom, parameters });
      const rows = await ctx.tx
        .select({ id: subscriptionParameters.id })
        .from(subscriptionParameters)
        .where(eq(subscriptionParameters.customerId, customerId));
      const known = new Set(this.agreed.map(({ id }) => id));
      return rows.find(({ id }) => !known.has(id))?.id ?? "";
    });
  }
}
