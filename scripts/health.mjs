// Asks /api/health until the processes that we started are open.
import { setTimeout as delay } from "node:timers/promises";
import { Fault, messageOf } from "./output.mjs";
import { hostInUrl } from "./settings.mjs";

/**
 * Waits until health is 200 and names this build: another build's server on the same port is not ours.
 * @param {{ host: string, port: number, hash: string, stopped: () => boolean, seconds?: number }} about
 */
export async function waitForHealth({ host, port, hash, stopped, seconds = 120 }) {
  const url = `http://${hostInUrl(host)}:${port}/api/health`;
  const until = Date.now() + seconds * 1000;
  let last = "nothing answered";
  while (!stopped()) {
    const answer = await ask(url);
    if (answer.status === 200 && answer.text.includes(hash)) return;
    last = answer.status === 200 ? `another program answers at ${url}` : answer.text;
    if (Date.now() > until) throw new Fault(`Spillway did not become ready within ${seconds} seconds: ${last}`);
    await delay(150);
  }
  throw new Fault("Stopped.");
}

/**
 * One request; status 0 and the reason when nothing answered.
 * @param {string} url @param {Record<string, string>} [headers]
 */
export async function ask(url, headers = {}) {
  try {
    const response = await fetch(url, { headers, signal: AbortSignal.timeout(5_000), redirect: "manual" });
    return { status: response.status, text: (await response.text()).slice(0, 2_000) };
  } catch (error) {
    return { status: 0, text: messageOf(error instanceof Error && error.cause ? error.cause : error) };
  }
}
