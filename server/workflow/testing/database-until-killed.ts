import { type Database, openDatabase } from "@/db";
import { env } from "../../env";

/** At which statement a process ends itself; before it is sent, or once it is sent and not answered. */
export type Kill = { statement: number; isSent: boolean };

const die = () => process.kill(process.pid, "SIGKILL");

/**
 * The database of a process that ends itself by SIGKILL at the statement that it is given, so that nothing of it can
 * clean up.
 */
export function databaseUntilKilled(): { db: Database; killAt: (kill: Kill) => void } {
  let statements = 0;
  let kill: Kill | null = null;
  const db = openDatabase(env().DATABASE_URL, {
    connections: 4,
    onQuery: () => {
      if (kill === null || statements++ !== kill.statement) return;
      if (!kill.isSent) die();
      // What is written is sent by the next turn.
      else setImmediate(() => setImmediate(die));
    },
  });
  (globalThis as { spillwayDatabase?: Database }).spillwayDatabase = db;
  return {
    db,
    killAt: (at) => {
      kill = at;
    },
  };
}
