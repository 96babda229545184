// The demo's two sandbox clouds, and what of their machines is left when they have gone.
import fs from "node:fs";
import path from "node:path";
import { setTimeout as delay } from "node:timers/promises";
import { foreignEnvironment, SANDBOXES } from "./environment.mjs";
import { ask } from "./health.mjs";
import { Fault } from "./output.mjs";
import { assignPorts } from "./ports.mjs";

/** @typedef {{ slug: string, url: string, token: string }} Sandbox */

/**
 * Where they will answer, as SPILLWAY_SANDBOX_CLOUDS carries it.
 * @param {string} dataDir @param {Record<string, string>} tokens @returns {Promise<Sandbox[]>}
 */
export async function sandboxAddresses(dataDir, tokens) {
  const ports = await assignPorts(dataDir, SANDBOXES);
  return SANDBOXES.map((slug) => ({ slug, url: `http://127.0.0.1:${ports[slug]}`, token: tokens[slug] ?? "" }));
}

/**
 * Arguments and environment of the sandbox cloud's program (docs/sandbox-cloud.md).
 * @param {string} dataDir @param {Sandbox} cloud
 */
export function sandboxProgram(dataDir, { slug, url, token }) {
  return {
    args: ["--name", slug, "--port", new URL(url).port, "--data", path.join(dataDir, slug)],
    env: { ...foreignEnvironment(), SANDBOX_TOKEN: token },
  };
}

/** Waits until each of them answers. @param {Sandbox[]} clouds @param {() => boolean} stopped */
export async function waitForSandboxes(clouds, stopped, seconds = 30) {
  const until = Date.now() + seconds * 1000;
  for (const { slug, url, token } of clouds) {
    for (;;) {
      if (stopped()) throw new Fault("Stopped.");
      const { status, text } = await ask(`${url}/v1`, { authorization: `Bearer ${token}` });
      if (status === 200) break;
      if (Date.now() > until) throw new Fault(`The sandbox cloud ${slug} did not answer: ${text}`);
      await delay(50);
    }
  }
}

/**
 * Ends machines that outlived their cloud: every process whose SPILLWAY_ROOT lies below one of the clouds' folders.
 * Only where /proc shows environments. Their cloud revives them at the next start.
 * @param {string} dataDir
 */
export async function endMachines(dataDir) {
  const prefixes = SANDBOXES.map((slug) => `SPILLWAY_ROOT=${path.join(dataDir, slug)}/`);
  for (const signal of /** @type {NodeJS.Signals[]} */ (["SIGTERM", "SIGKILL"])) {
    const pids = machineProcesses(prefixes);
    if (pids.length === 0) return;
    for (const pid of pids) {
      try {
        process.kill(pid, signal);
      } catch {
        // Gone between the look and the signal.
      }
    }
    for (let wait = 0; wait < 40 && machineProcesses(prefixes).length > 0; wait++) await delay(50);
  }
}

/** @param {string[]} prefixes */
function machineProcesses(prefixes) {
  if (!fs.existsSync("/proc/self/environ")) return [];
  return fs
    .readdirSync("/proc")
    .filter((name) => /^\d+$/.test(name) && Number(name) !== process.pid)
    .filter((pid) => {
      try {
        const variables = fs.readFileSync(`/proc/${pid}/environ`, "utf8").split("\0");
        return variables.some((variable) => prefixes.some((prefix) => variable.startsWith(prefix)));
      } catch {
        return false;
      }
    })
    .map(Number);
}
