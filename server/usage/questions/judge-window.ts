import { type EngineInput, type EngineOutput, judge } from "../../billing/engine";
import type { UsageTick } from "../../billing/engine/types";
import { engineInput, type UseReader } from "../../billing/engine-input";
import type { LockedStanding } from "../../billing/lock-standing";
import { type Parameter, parameterById } from "../../billing/parameters";
import { sightingsOf } from "../../billing/sightings";
import type { Context } from "../../context";
import { readExact, writeExact } from "../../quantity";
import { committedByMachine, committedUse } from "./committed-use";

/** A window of a limit; of one that has not been judged there are no readings. */
type LimitWindow = Pick<
  LockedStanding,
  "customerId" | "meter" | "parameterId" | "windowStart" | "windowEnd" | "readings"
>;

/** @param every all ticks of the window are read, also where a few of them decide */
async function readWindow(
  ctx: Context,
  window: LimitWindow,
  every = false,
): Promise<{ parameter: Parameter; input: EngineInput }> {
  const parameter = await parameterById(ctx, window);
  const readUse: UseReader = (deciding, sightings) => committedUse(ctx, { ...window, sightings }, deciding);
  return { parameter, input: await engineInput(ctx, parameter, window, { readUse, every }) };
}

/**
 * What the engine says of a limit's window from committed use. Nothing is stored.
 * @throws UnusableFigure where it can say nothing (docs/rules.md 4.13)
 */
export async function judgeWindow(ctx: Context, window: LimitWindow): Promise<EngineOutput> {
  return (await judgeInFull(ctx, window)).output;
}

/** The same; null where the engine can say nothing, which the evaluator stores with the standing. */
export async function judgeableWindow(ctx: Context, window: LimitWindow): Promise<EngineOutput | null> {
  return sayable((await readWindow(ctx, window)).input);
}

/** A judgment with what it was made of: the limit, and the ordinals of the window's events, oldest first. */
export type WindowJudgment = { parameter: Parameter; ordinals: number[]; output: EngineOutput };

/** The same, with what it was made of. @throws UnusableFigure where the engine can say nothing */
export async function judgeInFull(ctx: Context, window: LimitWindow): Promise<WindowJudgment> {
  const { parameter, input } = await readWindow(ctx, window);
  return inFull(parameter, input);
}

/**
 * What the engine says of a window as it is, and if all use of ordinary machines in it were so many times as much. What
 * overflow machines carry stays: it is what they have room for. Both come from one reading.
 * @param factor an exact decimal, 0 or more
 * @throws UnusableFigure where the engine can say nothing
 */
export async function judgeManifold(
  ctx: Context,
  window: LimitWindow,
  factor: string,
): Promise<{ before: WindowJudgment; after: WindowJudgment }> {
  const { parameter, input } = await readWindow(ctx, window, true);
  const times = readExact(factor);
  const grown = (ticks: readonly UsageTick[]) =>
    ticks.map((tick) => (tick.overflow ? tick : { ...tick, value: writeExact(readExact(tick.value).times(times)) }));
  const { ticks, present } = input.snapshot;
  const snapshot = {
    ...input.snapshot,
    ticks: grown(ticks),
    ...(present && { present: { ...present, ticks: grown(present.ticks) } }),
  };
  return { before: inFull(parameter, input), after: inFull(parameter, { ...input, snapshot }) };
}

const inFull = (parameter: Parameter, input: EngineInput): WindowJudgment => ({
  parameter,
  ordinals: input.events.map(({ ordinal }) => ordinal),
  output: judge(input),
});

/**
 * The same from every tick of every machine, past the rollups and whatever is left out because it decides nothing: what
 * a judgment is checked against.
 */
export async function judgeEveryTick(ctx: Context, window: LimitWindow): Promise<EngineOutput | null> {
  const { parameter, input } = await readWindow(ctx, window);
  const sightings = sightingsOf(parameter, input.snapshot.window);
  const byMachine = await committedByMachine(ctx, { ...window, sightings });
  return sayable({ ...input, snapshot: { ...input.snapshot, ...byMachine } });
}

function sayable(input: EngineInput): EngineOutput | null {
  try {
    return judge(input);
  } catch {
    return null;
  }
}
