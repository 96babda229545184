import type { BillingWindow } from "../periods";
import type { Sightings } from "../usage/store/use-over-time";
import type { Parameter } from "./parameters";

/**
 * Which sightings of a value a limit on a unique count is judged by (docs/rules.md 3.20): those that a limit in force
 * sees, of all clouds where a limit over all clouds shares use with this one in the window, else of its own. A value
 * counts once in the window, where the first of them was.
 * @returns undefined for every other meter
 */
export function sightingsOf(
  { meterKind, engine }: Pick<Parameter, "meterKind" | "engine">,
  { start, end }: BillingWindow,
): Sightings | undefined {
  if (meterKind !== "unique") return undefined;
  const inWindow = engine.stack.filter(({ from, to }) => from < end && (to === null || to > start));
  const isShared = inWindow.some(({ scope }) => scope === "aggregate");
  const { scope } = engine;
  const reached = inWindow.filter(
    (limit) =>
      isShared || (scope !== "aggregate" && limit.scope !== "aggregate" && limit.scope.cloudId === scope.cloudId),
  );
  return {
    within: reached.map((limit) => ({
      from: limit.from,
      to: limit.to,
      cloudId: limit.scope === "aggregate" ? null : limit.scope.cloudId,
    })),
    // Where work is ascribed, what an overflow machine itself sees is its footprint, never use.
    overflow: engine.placement === "placed",
  };
}
