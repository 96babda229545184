// The processes that a command starts: each in a group of its own, all of them ended together.
import { spawn } from "node:child_process";
import path from "node:path";
import { setTimeout as delay } from "node:timers/promises";
import { pathToFileURL } from "node:url";
import { GRACE_MS } from "./grace.mjs";
import { Fault } from "./output.mjs";

const WATCHER = pathToFileURL(path.join(import.meta.dirname, "end-with-parent.mjs")).href;

/**
 * @typedef {import("node:child_process").ChildProcess} ChildProcess
 * @typedef {import("./environment.mjs").Environment} Environment
 */

export class Children {
  /** @type {Map<ChildProcess, string>} */
  #running = new Map();
  #stopping = false;

  /**
   * Starts a program that is to live as long as this process.
   * @param {string} name @param {string} file @param {string[]} args
   * @param {{ env: Environment, cwd: string, log?: import("./service-log.mjs").ServiceLog }} about `log`: where its
   *   output goes; without one it is shown
   * @throws Fault after a stop
   */
  service(name, file, args, { env, cwd, log }) {
    if (this.#stopping) throw new Fault("Stopped.");
    const out = log ? "pipe" : "inherit";
    const child = spawn(process.execPath, ["--import", WATCHER, file, ...args], {
      cwd,
      env: { ...env, SPILLWAY_PARENT: String(process.pid) },
      detached: true,
      stdio: ["pipe", out, out],
    });
    for (const stream of [child.stdout, child.stderr]) stream?.on("data", (chunk) => log?.write(chunk));
    // The pipe is there to be closed, not written to.
    child.stdin?.on("error", () => {});
    this.#track(name, child);
    return child;
  }

  /**
   * Runs a step to its end.
   * @param {string} name @param {string} file @param {string[]} args
   * @param {{ env: Environment, cwd: string, show?: boolean, onOutput?: (text: string) => void }} about `show`: its
   *   output is shown as it comes
   * @returns what it wrote to stdout
   * @throws Fault with the step's own output when it fails
   */
  async step(name, file, args, { env, cwd, show = false, onOutput }) {
    if (this.#stopping) throw new Fault("Stopped.");
    // A build that outlived us would go on writing into the folder that the next start builds into.
    const watched = file === process.execPath ? ["--import", WATCHER] : [];
    const child = spawn(file, [...watched, ...args], {
      cwd,
      env: { ...env, SPILLWAY_PARENT: String(process.pid) },
      detached: true,
      stdio: ["pipe", "pipe", "pipe"],
    });
    child.stdin.on("error", () => {});
    this.#track(name, child);
    let out = "";
    let all = "";
    child.stdout.on("data", (chunk) => {
      out += chunk;
      all += chunk;
      onOutput?.(String(chunk));
      if (show) process.stdout.write(chunk);
    });
    child.stderr.on("data", (chunk) => {
      all += chunk;
      if (show) process.stderr.write(chunk);
    });
    /** @type {{ code: number | null, signal?: NodeJS.Signals | null }} */
    const { code, signal } = await new Promise((resolve) => {
      child.once("error", (error) => {
        all += error.message;
        resolve({ code: 127 });
      });
      child.once("close", (code, signal) => resolve({ code, signal }));
    });
    if (this.#stopping) throw new Fault("Stopped.");
    if (code !== 0) {
      const ended = signal ? `was ended by ${signal}` : `failed (exit code ${code})`;
      throw new Fault(show ? `${name} ${ended}.` : `${name} ${ended}:\n${all.trim()}`);
    }
    return out;
  }

  /** @param {string} name @param {ChildProcess} child */
  #track(name, child) {
    this.#running.set(child, name);
    child.once("exit", () => this.#running.delete(child));
    child.once("error", () => this.#running.delete(child));
  }

  get stopping() {
    return this.#stopping;
  }

  /** Ends all groups: SIGTERM, and SIGKILL to those that still run after 30 seconds. */
  async stop() {
    this.#stopping = true;
    const groups = [...this.#running.keys()].flatMap(({ pid }) => pid ?? []);
    for (const pid of groups) signalGroup(pid, "SIGTERM");
    const until = Date.now() + GRACE_MS;
    while (groups.some(groupLives) && Date.now() < until) await delay(50);
    for (const pid of groups) signalGroup(pid, "SIGKILL");
  }
}

/** @param {number} pid @param {NodeJS.Signals} signal */
function signalGroup(pid, signal) {
  try {
    process.kill(-pid, signal);
  } catch {
    // Gone already.
  }
}

/** @param {number} pid */
function groupLives(pid) {
  try {
    process.kill(-pid, 0);
    return true;
  } catch {
    return false;
  }
}
