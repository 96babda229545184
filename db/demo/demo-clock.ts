import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";

/**
 * Does `work` with the story's time in place of this process's own. Code that reads the clock by itself (leases,
 * deliveries) then reads the story's instant too. `work` receives the function that sets that instant.
 */
export async function withToldClock<T>(work: (tell: (at: Date) => void) => Promise<T>): Promise<T> {
  const folder = mkdtempSync(path.join(tmpdir(), "spillway-story-"));
  const file = path.join(folder, "clock");
  const own = process.env.SPILLWAY_TEST_CLOCK;
  try {
    return await work((at) => {
      writeFileSync(file, at.toISOString());
      process.env.SPILLWAY_TEST_CLOCK = file;
    });
  } finally {
    if (own === undefined) delete process.env.SPILLWAY_TEST_CLOCK;
    else process.env.SPILLWAY_TEST_CLOCK = own;
    rmSync(folder, { recursive: true, force: true });
  }
}
