import { setTimeout as delay } from "node:timers/promises";
import { clockNow } from "@/server/clock";
import { env } from "@/server/env";
import { log } from "@/server/log";
import { tickOf } from "@/server/usage/ticks";
import { continueUse } from "./continue-use";
import { readDisks, writeDisks } from "./simulated-disk";
import { contact, type Post } from "./simulated-machine";

/**
 * Entry of the bundled simulation.mjs, which runs in the demo alone. The story's companies have machines and programs
 * that are nowhere: this speaks for them, so that what the screens show stays true while the demo runs. Stopped, its
 * machines become silent like any other.
 */
const retryMs = 15_000;

const post: Post = async (path, body, authorization) => {
  const response = await fetch(new URL(path, env().NEXTAUTH_URL), {
    method: "POST",
    headers: { "content-type": "application/json", authorization },
    body: JSON.stringify(body),
    signal: AbortSignal.timeout(30_000),
  });
  return { status: response.status, body: (await response.json()) as Record<string, unknown> };
};

/** One contact of every machine; what fails is logged and tried again. @returns milliseconds until the next */
async function contactAll(): Promise<number> {
  const disks = readDisks();
  let waitMs = 60_000;
  for (const machine of disks) {
    try {
      const done = await contact(machine, { post, origin: env().origin, now: clockNow() });
      waitMs = Math.min(waitMs, (done?.seconds ?? 60) * 1000);
      writeDisks(readDisks().flatMap((one) => (one.machineId !== machine.machineId ? one : (done?.machine ?? []))));
    } catch (error) {
      log.warn({ err: error, machine: machine.hostname }, "a simulated machine could not reach the portal");
      waitMs = retryMs;
    }
  }
  return waitMs;
}

async function main(): Promise<never> {
  if (env().SPILLWAY_MODE !== "demo") throw new Error("This is not a demo installation: nothing is simulated.");
  for (let reported = 0; ; ) {
    const tick = tickOf(clockNow()).getTime();
    if (tick !== reported)
      await continueUse(clockNow()).then(
        () => {
          reported = tick;
        },
        (err: Error) => log.warn({ err }, "the story's use could not be recorded"),
      );
    await delay(await contactAll());
  }
}

await main();
