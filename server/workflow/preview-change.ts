import { and, desc, eq, gt, lte, or } from "drizzle-orm";
import { standings } from "@/db/schema";
import type { TouchedWindows } from "../billing/change-limit";
import type { EngineOutput } from "../billing/engine";
import { parameterById } from "../billing/parameters";
import { offsetDue } from "../billing/post-offset";
import type { Context } from "../context";
import { DomainError } from "../errors";
import type { Money } from "../money";
import { UnusableFigure } from "../quantity";
import { tried } from "../tried";
import { judgeWindow } from "../usage/questions/judge-window";

/** Windows that one preview judges at most: the newest. */
export const windowsPerPreview = 100;

/** A window that a change has judged anew: what it stands at now, and what it would come to. */
export type PreviewedWindow = {
  limitId: string;
  meter: string;
  windowStart: Date;
  windowEnd: Date;
  /** Decimals in the meter's unit; null where the window was never judged. */
  before: { use: string; excess: string } | null;
  after: { use: string; limit: string | null; excess: string };
  /** What would be charged at once, of offset billing below 0 where it is a credit; null for nothing. */
  charge: Money | null;
  /** What would be proposed to be taken back, below 0; null for nothing. Only a correction of use takes back. */
  takenBack: Money | null;
  raises: boolean;
};

/** Windows judged anew, newest first; `left` more were not judged. */
export type ChangePreview = { windows: PreviewedWindow[]; left: number };

/**
 * What a change would do: makes it, judges every window that it touches by the engine, and undoes it all. Nothing of it
 * is stored, and no mail is sent.
 * @param touches which windows the change made has touched
 */
export async function previewed<T>(
  ctx: Context,
  change: (inner: Context) => Promise<T>,
  touches: (made: T) => TouchedWindows[],
): Promise<{ made: T; preview: ChangePreview }> {
  return tried(ctx, async (inner) => {
    const made = await change(inner);
    return { made, preview: await judgedWindows(inner, touches(made)) };
  });
}

async function judgedWindows(ctx: Context, touches: TouchedWindows[]): Promise<ChangePreview> {
  const [{ customerId } = { customerId: "" }] = touches;
  const touched = await ctx.tx
    .select()
    .from(standings)
    .where(
      and(
        eq(standings.customerId, customerId),
        or(
          ...touches.map(({ meter, since, until }) =>
            and(
              eq(standings.meter, meter),
              gt(standings.windowEnd, since),
              until === undefined ? undefined : lte(standings.windowStart, until),
            ),
          ),
        ),
      ),
    )
    .orderBy(desc(standings.windowStart), standings.parameterId);
  const windows: PreviewedWindow[] = [];
  for (const standing of touched.slice(0, windowsPerPreview)) windows.push(await judgedAnew(ctx, standing));
  return { windows, left: Math.max(0, touched.length - windowsPerPreview) };
}

async function judgedAnew(ctx: Context, standing: typeof standings.$inferSelect): Promise<PreviewedWindow> {
  const { figures } = standing;
  const output = await orRefused(judgeWindow(ctx, standing));
  const { aggregate, limit, increment } = output.standing;
  return {
    limitId: standing.parameterId,
    meter: standing.meter,
    windowStart: standing.windowStart,
    windowEnd: standing.windowEnd,
    before: figures && { use: figures.aggregate, excess: figures.increment },
    after: { use: aggregate.use, limit, excess: increment },
    charge: await chargedAtOnce(ctx, standing, output),
    takenBack: (standing.correctedAt && output.adjustment?.priced.amount) ?? null,
    raises: output.decision.raise,
  };
}

/** What a window would be charged at once, of offset billing alone below 0 where it is a credit; null for nothing. */
export async function chargedAtOnce(
  ctx: Context,
  standing: Pick<typeof standings.$inferSelect, "customerId" | "parameterId" | "windowStart" | "windowEnd">,
  { charge, offsets }: EngineOutput,
): Promise<Money | null> {
  if (charge) return charge.priced.amount;
  if (!offsets?.closed) return null;
  const window = { start: standing.windowStart, end: standing.windowEnd };
  const due = await offsetDue(ctx, await parameterById(ctx, standing), window, offsets);
  return due?.priced.amount ?? null;
}

/** What the engine says. @throws conflict with its sentence where it can say nothing (docs/rules.md 4.13) */
export function orRefused<T>(judged: Promise<T>): Promise<T> {
  return judged.catch((error: unknown) => {
    if (!(error instanceof UnusableFigure)) throw error;
    throw new DomainError("conflict", `A window cannot be judged after this: ${error.message}`);
  });
}

/** What came of a change of limits: made, or only looked at. */
export type LimitAnswer = { stored: boolean; preview: ChangePreview | null };

/** Makes a change of limits, or says what it would do. */
export async function changeOrPreview(
  ctx: Context,
  { preview }: { preview: boolean },
  change: (inner: Context) => Promise<TouchedWindows>,
): Promise<LimitAnswer> {
  if (preview) return { stored: false, preview: (await previewed(ctx, change, (touched) => [touched])).preview };
  await change(ctx);
  return { stored: true, preview: null };
}
