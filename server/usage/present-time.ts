import { tickMs, tickOf } from "./ticks";

/** Records may be that far ahead of the portal's clock (rules.ts): use of a tick that has hardly begun is use now. */
const aheadMs = 10 * 60_000;

/**
 * The ticks whose last values are a gauge's use at `at`, by its meter's staleness: the one definition of "now"
 * (README.md). Half-open.
 */
export function presentTime({ staleMinutes }: { staleMinutes: number }, at: Date): { from: Date; to: Date } {
  return {
    from: tickOf(new Date(at.getTime() - staleMinutes * 60_000)),
    to: new Date(tickOf(new Date(at.getTime() + aheadMs)).getTime() + tickMs),
  };
}
