import { createInterface } from "node:readline";
import { type Database, openDatabase } from "@/db";
import { jobRequest } from "../../context";
import { env } from "../../env";
import type { UsageInput } from "../../usage/input";
import { recordUsage } from "../../usage/record/record-usage";
import type { HistoryStep } from "./drawn-history";
import { judgeAll, sweepStandings } from "./sweep-standings";

/**
 * A process of a random history: records as a web does, judges and sweeps as a worker does, each line of its input
 * answered by a line. It ends itself by SIGKILL at the statement that it was given, so that nothing of it can clean up.
 */
export type HistoryWork = {
  now: string;
  kill: NonNullable<HistoryStep["kill"]>;
  customerId: string;
  /** A batch to record; null: what is dirty is judged. */
  records: UsageInput[] | null;
  isSwept: boolean;
};

let statements = 0;
let kill: HistoryWork["kill"] | null = null;
const die = () => process.kill(process.pid, "SIGKILL");
const db: Database = openDatabase(env().DATABASE_URL, {
  connections: 4,
  onQuery: () => {
    if (kill === null || statements++ !== kill.statement) return;
    if (!kill.isSent) die();
    // What is written is sent by the next turn.
    else setImmediate(() => setImmediate(die));
  },
});
(globalThis as { spillwayDatabase?: Database }).spillwayDatabase = db;

async function work({ now, customerId, records, isSwept }: HistoryWork) {
  const request = jobRequest("test", new Date(now));
  if (records !== null) {
    const dated = records.map(({ at, start, ...one }) => ({
      ...{ ...one, at: new Date(at), start: start && new Date(start) },
    }));
    return (await recordUsage(request, { sourceKind: "program", customerId, records: dated })).outcomes;
  }
  if (isSwept) await sweepStandings(request);
  await judgeAll(request);
  return [];
}

const print = (answer: unknown) => process.stdout.write(`${JSON.stringify({ answer })}\n`);
await db.check();
print("ready");
for await (const line of createInterface({ input: process.stdin })) {
  const asked = JSON.parse(line) as HistoryWork;
  kill = asked.kill;
  print(await work(asked));
}
await db.end();
