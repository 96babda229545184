/** Length of a tick: the grain of all use (docs/rules.md 3.8). */
export const tickMs = 15 * 60_000;

/** The 15-minute UTC tick an instant falls in. */
export const tickOf = (at: Date): Date => new Date(Math.floor(at.getTime() / tickMs) * tickMs);

/** The last instant of a counter belongs to the tick before it: use up to 10:15 is use of 10:00. */
export const lastTickOf = (end: Date): Date => tickOf(new Date(end.getTime() - 1));

/**
 * The ticks of a use: of a gauge that of its instant, of a counter those from its begin (null: the last alone) to its
 * end.
 */
export function ticksOf(kind: "gauge" | "counter", start: Date | null, end: Date): { first: Date; last: Date } {
  if (kind === "gauge") return { first: tickOf(end), last: tickOf(end) };
  const last = lastTickOf(end);
  return { first: start && tickOf(start) < last ? tickOf(start) : last, last };
}

/** How many ticks a span has. */
export const tickCount = ({ first, last }: { first: Date; last: Date }): number =>
  (last.getTime() - first.getTime()) / tickMs + 1;
