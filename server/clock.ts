import { readFileSync, statSync } from "node:fs";

/**
 * The time of the context. `SPILLWAY_TEST_CLOCK` names a file with an ISO instant: the time is then that instant plus
 * what has passed since the file was last written, in every process alike, so that a test walks through a month without
 * a sleep. Refused in production (env.ts).
 */
export function clockNow(): Date {
  const file = process.env.SPILLWAY_TEST_CLOCK;
  if (!file) return new Date();
  try {
    return new Date(Date.parse(readFileSync(file, "utf8").trim()) + (Date.now() - statSync(file).mtimeMs));
  } catch {
    return new Date(); // The file is not written yet: the test has not moved the clock.
  }
}
