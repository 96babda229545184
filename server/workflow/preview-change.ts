import { and, desc, eq, gt } from "drizzle-orm";
import { standings } from "@/db/schema";
import type { TouchedWindows } from "../billing/change-limit";
import { type EngineInput, type EngineOutput, judge } from "../billing/engine";
import { engineInput } from "../billing/engine-input";
import { parameterById } from "../billing/parameters";
import type { Context } from "../context";
import { DomainError } from "../errors";
import type { Money } from "../money";
import { UnusableFigure } from "../quantity";
import { committedUse } from "../usage/questions/committed-use";

/** Windows that one preview judges at most: the newest. */
const most = 100;

/** A window that a change has judged anew: what it stands at now, and what it would come to. */
type PreviewedWindow = {
  limitId: string;
  windowStart: Date;
  windowEnd: Date;
  /** Decimals in the meter's unit; null where the window was never judged. */
  before: { use: string; excess: string } | null;
  after: { use: string; limit: string | null; excess: string };
  /** What would be charged at once; null for nothing. What was charged is never taken back. */
  charge: Money | null;
  raises: boolean;
};

/** Windows judged anew, newest first; `left` more were not judged. */
export type LimitPreview = { windows: PreviewedWindow[]; left: number };

/** Thrown to undo what a preview did. */
class Undone extends Error {}

/**
 * What a change of limits would do: makes the change, judges every window that it touches by the engine, and undoes it
 * all. Nothing of it is stored, and no mail is sent.
 * @param change changes limits of one meter, and says which windows that touches
 */
export async function previewLimits(
  ctx: Context,
  change: (inner: Context) => Promise<TouchedWindows>,
): Promise<LimitPreview> {
  let preview: LimitPreview = { windows: [], left: 0 };
  await ctx.tx
    .transaction(async (tx) => {
      const inner = { ...ctx, tx };
      const { customerId, meter, since } = await change(inner);
      const touched = await tx
        .select()
        .from(standings)
        .where(and(eq(standings.customerId, customerId), eq(standings.meter, meter), gt(standings.windowEnd, since)))
        .orderBy(desc(standings.windowStart), standings.parameterId);
      const windows: PreviewedWindow[] = [];
      for (const standing of touched.slice(0, most)) windows.push(await judgedAnew(inner, standing));
      preview = { windows, left: Math.max(0, touched.length - most) };
      throw new Undone();
    })
    .catch((error: unknown) => {
      if (!(error instanceof Undone)) throw error;
    });
  return preview;
}

async function judgedAnew(ctx: Context, standing: typeof standings.$inferSelect): Promise<PreviewedWindow> {
  const { figures } = standing;
  const parameter = await parameterById(ctx, standing);
  const output = judgedOrRefused(await engineInput(ctx, parameter, standing, await committedUse(ctx, standing)));
  const { aggregate, limit, increment } = output.standing;
  return {
    limitId: standing.parameterId,
    windowStart: standing.windowStart,
    windowEnd: standing.windowEnd,
    before: figures && { use: figures.aggregate, excess: figures.increment },
    after: { use: aggregate.use, limit, excess: increment },
    charge: output.charge?.priced.amount ?? null,
    raises: output.decision.raise,
  };
}

/** What the engine says. @throws conflict with its sentence where it can say nothing (docs/rules.md 4.13) */
function judgedOrRefused(input: EngineInput): EngineOutput {
  try {
    return judge(input);
  } catch (error) {
    if (!(error instanceof UnusableFigure)) throw error;
    throw new DomainError("conflict", `A window cannot be judged with these terms: ${error.message}`);
  }
}

/** What came of a change of limits: made, or only looked at. */
export type LimitAnswer = { stored: boolean; preview: LimitPreview | null };

/** Makes a change of limits, or says what it would do. */
export async function changeOrPreview(
  ctx: Context,
  { preview }: { preview: boolean },
  change: (inner: Context) => Promise<TouchedWindows>,
): Promise<LimitAnswer> {
  if (preview) return { stored: false, preview: await previewLimits(ctx, change) };
  await change(ctx);
  return { stored: true, preview: null };
}
