// Watches the PostgreSQL that we started: one that ended (a kill, a full disk) is started again on the same port.
import { setTimeout as delay } from "node:timers/promises";
import { livingServer } from "./cluster.mjs";
import { clusterOf, startPostgres } from "./server.mjs";

const LOOK_MS = 1_000;
const MOST_MS = 15_000;

/**
 * Watches until it is stopped. A start that fails (the disk is still full) is tried again, at most 15 s later.
 * @param {string} dataDir SPILLWAY_DATA
 * @param {(sentence: string) => void} report is called when the server is found ended, when the reason why it does not
 *   start changes, and when it runs again
 * @param {{ settings?: Record<string, string> }} [options] of the server, as for `startPostgres`
 * @returns stops watching, and waits for a start in progress
 */
export function watchPostgres(dataDir, report, { settings = {} } = {}) {
  const stop = new AbortController();
  const cluster = clusterOf(dataDir);
  const watch = async () => {
    let wait = LOOK_MS;
    let reported = "";
    while (!stop.signal.aborted) {
      await delay(wait, undefined, { signal: stop.signal, ref: false }).catch(() => undefined);
      if (stop.signal.aborted || livingServer(cluster)) continue;
      if (reported === "") report("PostgreSQL has ended; starting it again.");
      try {
        await startPostgres(dataDir, { settings, samePort: true });
        report("PostgreSQL runs again.");
        wait = LOOK_MS;
        reported = "";
      } catch (error) {
        const reason = error instanceof Error ? error.message : String(error);
        if (reason !== reported) report(`PostgreSQL does not start yet, and is tried again: ${reason}`);
        reported = reason;
        wait = Math.min(wait * 2, MOST_MS);
      }
    }
  };
  const ended = watch();
  return () => {
    stop.abort();
    return ended;
  };
}
