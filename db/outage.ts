import { AsyncLocalStorage } from "node:async_hooks";

/** One piece of work, e.g. a request of the web: whether it found the database away. */
export type Work = { foundAway: boolean };

const held = globalThis as typeof globalThis & { spillwayWork?: AsyncLocalStorage<Work> };

/** The work in progress; one for the process, in whichever of Next's bundles it is asked for. */
function works(): AsyncLocalStorage<Work> {
  held.spillwayWork ??= new AsyncLocalStorage<Work>();
  return held.spillwayWork;
}

/** Runs a piece of work, whose refused calls to the database are noted in `work`. */
export const noteOutageIn = <T>(work: Work, run: () => T): T => works().run(work, run);

/** Notes an error of the database in the work that got it, where it says that the database is away. */
export function noteOutage(error: unknown): void {
  const cause = error instanceof Error && error.cause instanceof Error ? error.cause : error;
  const { code } = (cause ?? {}) as { code?: unknown };
  const work = works().getStore();
  if (work && typeof code === "string" && /^(ECONN|EPIPE|CONNECTION_|CONNECT_TIMEOUT|57P0[123])/.test(code))
    work.foundAway = true;
}
