import { createInterface } from "node:readline";
import { jobRequest } from "../../context";
import { issueStatements } from "../issue-statements";
import { databaseUntilKilled, type Kill } from "./database-until-killed";

/** A process that makes a month-end for each line of its input, and ends itself at the statement that it names. */
export type MonthEndWork = { now: string; kill: Kill };

const { db, killAt } = databaseUntilKilled();
const print = (answer: unknown) => process.stdout.write(`${JSON.stringify({ answer })}\n`);
await db.check();
print("ready");
for await (const line of createInterface({ input: process.stdin })) {
  const { now, kill } = JSON.parse(line) as MonthEndWork;
  killAt(kill);
  print(await issueStatements(jobRequest("test", new Date(now)), {}));
}
await db.end();
