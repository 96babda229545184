import { NOTHING } from "./format";
import { formatDuration } from "./format-time";

/** A span of time: 11 min 20 s. */
export function Duration({ milliseconds }: { milliseconds: number | null | undefined }) {
  if (milliseconds === null || milliseconds === undefined) return <span className="text-ink-3">{NOTHING}</span>;
  return <span className="whitespace-nowrap">{formatDuration(milliseconds)}</span>;
}
