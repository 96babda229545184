import { createInterface } from "node:readline";
import { jobRequest } from "../../context";
import { dunStatements } from "../dun-statements";
import { databaseUntilKilled, type Kill } from "./database-until-killed";

/** A process that takes the steps that are due for each line of its input, and ends itself where it is asked to. */
export type DunningWork = { now: string; kill: Kill };

const { db, killAt } = databaseUntilKilled();
const print = (answer: unknown) => process.stdout.write(`${JSON.stringify({ answer })}\n`);
await db.check();
print("ready");
for await (const line of createInterface({ input: process.stdin })) {
  const { now, kill } = JSON.parse(line) as DunningWork;
  killAt(kill);
  print(await dunStatements(jobRequest("test", new Date(now))));
}
await db.end();
