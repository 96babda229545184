import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtempSync, rmSync } from "node:fs";
import { type RequestOptions, request } from "node:http";
import { dirname, join } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { freePort } from "@/db/postgres/cluster.mjs";
import { bundleProgram } from "../overflow/testing/sandbox-process";
import { rebuildUsage } from "../usage/rollups/rebuild-usage";
import { settleUsage } from "../usage/rollups/settle-usage";
import { job, usageWorld } from "../usage/testing";

let t: Awaited<ReturnType<typeof usageWorld>>;
let program: string;
let port: number;
let keeper: ChildProcess;
beforeAll(async () => {
  t = await usageWorld();
  await t.limit({ meter: "requests", period: "month" });
  program = join(mkdtempSync(join(process.cwd(), "node_modules/.killed-web-")), "web.mjs");
  await bundleProgram("server/usage/record/testing/ingesting-process.ts", program);
  port = (await freePort(0)) ?? 0;
  // Two web processes on one port, as `npm start` runs them.
  keeper = spawn(process.execPath, ["scripts/web-processes.mjs", "2", program, String(port)], { stdio: "ignore" });
});
afterAll(async () => {
  keeper.kill("SIGKILL");
  if (keeper.exitCode === null && keeper.signalCode === null) await once(keeper, "exit");
  rmSync(dirname(program), { recursive: true, force: true });
  await t.drop();
});

const kills = Number(process.env.SPILLWAY_KILLS ?? 5);
const senders = 24;
const between = 40;
const customers = ["cust_acme", "cust_other"];
const time = new Date(Math.floor(Date.now() / 900_000) * 900_000 - 60_000).toISOString();

/** One call on a connection of its own; undefined where the connection was lost. */
function call(about: RequestOptions, body = ""): Promise<{ status?: number; text: string } | undefined> {
  return new Promise((resolve) => {
    const lost = () => resolve(undefined);
    request({ port, agent: false, ...about }, (answer) => {
      let text = "";
      answer.setEncoding("utf8").on("data", (part) => {
        text += part;
      });
      answer.once("end", () => resolve({ status: answer.statusCode, text })).once("error", lost);
    })
      .once("error", lost)
      .end(body);
  });
}

/** Asks until two processes have answered, none of them this one. */
async function bothOpen(without = 0): Promise<[number, number]> {
  const pids = new Set<number>();
  while (pids.size < 2) {
    const pid = Number((await call({ path: "/" }))?.text);
    if (pid && pid !== without) pids.add(pid);
  }
  return [...pids] as [number, number];
}

/** Sends one record. @returns the status; undefined where the connection was lost */
async function send(id: string, customer: string): Promise<number | undefined> {
  const data = { quantity: "1", cloud: "cloud-a" };
  const body = JSON.stringify({ specversion: "1.0", id, source: "killed", type: "requests", time, data });
  const headers = { "content-type": "application/cloudevents+json", "x-customer": customer };
  return (await call({ path: "/api/v1/events", method: "POST", headers }, body))?.status;
}

test("while one of two is killed again and again the other answers, and every acknowledged record is there once", async () => {
  let open = await bothOpen();
  const acknowledged: string[] = [];
  let lost = 0;
  let isOver = false;
  let sent = 0;
  const sending = Array.from({ length: senders }, async (_, n) => {
    while (!isOver) {
      const id = `k${sent++}`;
      // As a sender does: again until it is acknowledged.
      for (let status: number | undefined; status !== 204; ) {
        status = await send(id, customers[n % 2] as string);
        if (status === undefined) lost += 1;
        else if (status !== 204) throw new Error(`${id} was answered ${status}.`);
      }
      acknowledged.push(id);
    }
  });
  const answered = async (more: number) => {
    const from = acknowledged.length;
    while (acknowledged.length < from + more) await new Promise((resolve) => setImmediate(resolve));
  };
  for (let round = 0; round < kills; round++) {
    const [killed, other] = open;
    await answered(between - round * 3);
    process.kill(killed, "SIGKILL");
    await answered(between);
    open = await bothOpen(killed);
    expect(open).toContain(other);
  }
  isOver = true;
  await Promise.all(sending);
  const all = acknowledged.length;
  expect(new Set(acknowledged).size).toBe(acknowledged.length);
  const [stored] = await t.db.providerSql`
    select count(*)::int as records, count(distinct event_id)::int as ids,
           (select coalesce(sum(records), 0)::int from usage_ticks) as counted,
           (select coalesce(sum(accepted), 0)::int from usage_batches) as receipts
      from usage_records where source = 'killed'`;
  expect(stored).toEqual({ records: all, ids: all, counted: all, receipts: all });
  // Each kill costs what the killed one had in flight, nothing of the other's.
  expect(lost).toBeLessThanOrEqual(kills * senders);
  await settleUsage(job());
  expect(await rebuildUsage(job())).toMatchObject({ changed: 0 });
});
