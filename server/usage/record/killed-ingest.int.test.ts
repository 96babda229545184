import { mkdtempSync, rmSync } from "node:fs";
import { dirname, join } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { bundleProgram } from "../../overflow/testing/sandbox-process";
import { ProgramProcess } from "../../workflow/testing/processes";
import { rebuildUsage } from "../rollups/rebuild-usage";
import { settleUsage } from "../rollups/settle-usage";
import { job, usageWorld } from "../testing";

let t: Awaited<ReturnType<typeof usageWorld>>;
let program: string;
let web: ProgramProcess | undefined;
beforeAll(async () => {
  t = await usageWorld();
  await t.limit({ meter: "requests", period: "month" });
  program = join(mkdtempSync(join(process.cwd(), "node_modules/.killed-")), "web.mjs");
  await bundleProgram("server/usage/record/testing/ingesting-process.ts", program);
});
afterAll(async () => {
  await web?.end("SIGKILL");
  rmSync(dirname(program), { recursive: true, force: true });
  await t.drop();
});

const kills = Number(process.env.SPILLWAY_KILLS ?? 5);
const senders = 24;
const perSender = 6;
const customers = ["cust_acme", "cust_other"];
const time = new Date(Math.floor(Date.now() / 900_000) * 900_000 - 60_000).toISOString();

/** Sends one record; true once it is acknowledged, false where the connection or the process went away. */
async function send(port: number, customer: string, id: string): Promise<boolean> {
  const event = {
    specversion: "1.0",
    id,
    source: "killed",
    type: "requests",
    time,
    data: { quantity: "1", cloud: "cloud-a" },
  };
  const answer = await fetch(`http://127.0.0.1:${port}/api/v1/events`, {
    method: "POST",
    headers: { "content-type": "application/cloudevents+json", "x-customer": customer },
    body: JSON.stringify(event),
  }).catch(() => null);
  if (answer && answer.status !== 204) throw new Error(`${id} was answered ${answer.status}: ${await answer.text()}`);
  return answer !== null;
}

test("whatever is acknowledged before a kill is there once, and what was not is taken when it is sent again", async () => {
  const waiting = Array.from({ length: senders * perSender * (kills + 1) }, (_, n) => ({
    id: `k${n}`,
    customer: customers[n % customers.length] as string,
  }));
  const all = waiting.length;
  const acknowledged: string[] = [];
  for (let round = 0; waiting.length > 0; round++) {
    const { process: running, answer: port } = await ProgramProcess.startAnswering<number>(program);
    web = running;
    // Killed in the midst of what the senders have in flight, each time after another number of answers.
    const killAfter = round < kills ? senders * perSender - round * 7 : Number.POSITIVE_INFINITY;
    let answers = 0;
    let isKilled = false;
    const failed: typeof waiting = [];
    await Promise.all(
      Array.from({ length: senders }, async () => {
        while (!isKilled) {
          const one = waiting.shift();
          if (!one) return;
          if (await send(port, one.customer, one.id)) {
            acknowledged.push(one.id);
            answers += 1;
          } else failed.push(one);
          if (answers >= killAfter && !isKilled) {
            isKilled = true;
            await running.end("SIGKILL");
          }
        }
      }),
    );
    waiting.push(...failed);
  }
  expect(new Set(acknowledged).size).toBe(acknowledged.length);
  const [stored] = await t.db.providerSql`
    select count(*)::int as records, count(distinct event_id)::int as ids,
           (select coalesce(sum(records), 0)::int from usage_ticks) as counted,
           (select coalesce(sum(accepted), 0)::int from usage_batches) as receipts
      from usage_records where source = 'killed'`;
  expect(stored).toEqual({ records: all, ids: all, counted: all, receipts: all });
  await settleUsage(job());
  expect(await rebuildUsage(job())).toMatchObject({ changed: 0 });
});
