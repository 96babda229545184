import { readFileSync, statSync } from "node:fs";

/** The time in milliseconds since 1970. */
export type Clock = () => number;

/**
 * The cloud's clock. With a file name (SPILLWAY_TEST_CLOCK) the time is the ISO instant in that file plus what has
 * passed since the file was last written; the same rule holds for the portal and the agents. While the file is being
 * written, the last readable instant goes on.
 *
 * @param file name of the clock's file, or undefined or "" for the system's time
 */
export function clockFrom(file: string | undefined): Clock {
  if (!file) return () => Date.now();
  let offsetMs: number | undefined;
  let readMtimeMs = Number.NaN;
  return () => {
    try {
      const { mtimeMs } = statSync(file);
      if (mtimeMs !== readMtimeMs) {
        const instant = Date.parse(readFileSync(file, "utf8").trim());
        if (!Number.isNaN(instant)) {
          offsetMs = instant - mtimeMs;
          readMtimeMs = mtimeMs;
        }
      }
    } catch {
      // The file is being replaced; the offset read before still holds.
    }
    if (offsetMs === undefined) throw new Error(`SPILLWAY_TEST_CLOCK: ${file} holds no ISO instant`);
    return Math.floor(Date.now() + offsetMs);
  };
}

/** An instant in milliseconds as ISO 8601 in UTC. */
export function iso(ms: number): string {
  return new Date(ms).toISOString();
}
