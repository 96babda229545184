import { type EngineInput, type EngineOutput, judge } from "../../billing/engine";
import { engineInput } from "../../billing/engine-input";
import type { LockedStanding } from "../../billing/lock-standing";
import { parameterById } from "../../billing/parameters";
import type { Context } from "../../context";
import { committedByMachine, committedUse } from "./committed-use";

/** A window of a limit; of one that has not been judged there are no readings. */
type LimitWindow = Pick<
  LockedStanding,
  "customerId" | "meter" | "parameterId" | "windowStart" | "windowEnd" | "readings"
>;

async function inputOf(ctx: Context, window: LimitWindow): Promise<EngineInput> {
  const parameter = await parameterById(ctx, window);
  return engineInput(ctx, parameter, window, { readUse: (deciding) => committedUse(ctx, window, deciding) });
}

/**
 * What the engine says of a limit's window from committed use. Nothing is stored.
 * @throws UnusableFigure where it can say nothing (docs/rules.md 4.13)
 */
export async function judgeWindow(ctx: Context, window: LimitWindow): Promise<EngineOutput> {
  return judge(await inputOf(ctx, window));
}

/** The same; null where the engine can say nothing, which the evaluator stores with the standing. */
export async function judgeableWindow(ctx: Context, window: LimitWindow): Promise<EngineOutput | null> {
  return sayable(await inputOf(ctx, window));
}

/**
 * The same from every tick of every machine, past the rollups and whatever is left out because it decides nothing: what
 * a judgment is checked against.
 */
export async function judgeEveryTick(ctx: Context, window: LimitWindow): Promise<EngineOutput | null> {
  const input = await inputOf(ctx, window);
  return sayable({ ...input, snapshot: { ...input.snapshot, ...(await committedByMachine(ctx, window)) } });
}

function sayable(input: EngineInput): EngineOutput | null {
  try {
    return judge(input);
  } catch {
    return null;
  }
}
