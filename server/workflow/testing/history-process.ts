import { createInterface } from "node:readline";
import { jobRequest } from "../../context";
import type { UsageInput } from "../../usage/input";
import { recordUsage } from "../../usage/record/record-usage";
import { databaseUntilKilled, type Kill } from "./database-until-killed";
import { judgeAll, sweepStandings } from "./sweep-standings";

/**
 * A process of a random history: records as a web does, judges and sweeps as a worker does, each line of its input
 * answered by a line. It ends itself by SIGKILL at the statement that it was given, so that nothing of it can clean up.
 */
export type HistoryWork = {
  now: string;
  kill: Kill;
  customerId: string;
  /** A batch to record; null: what is dirty is judged. */
  records: UsageInput[] | null;
  isSwept: boolean;
};

const { db, killAt } = databaseUntilKilled();

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
  killAt(asked.kill);
  print(await work(asked));
}
await db.end();
