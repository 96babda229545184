// The processes that a command starts: each in a group of its own, all of them ended together.
import { spawn } from "node:child_process";
import fs from "node:fs";
import path from "node:path";
import { setTimeout as delay } from "node:timers/promises";
import { pathToFileURL } from "node:url";
import { Fault } from "./say.mjs";

const GRACE_MS = 8_000;
const WATCHER = pathToFileURL(path.join(import.meta.dirname, "end-with-parent.mjs")).href;

export class Children {
  #running = new Map();
  #stopping = false;

  /** Starts a program that is to live as long as we do. `log` is a file, or "inherit". */
  service(name, file, args, { env, cwd, log = "inherit" }) {
    if (this.#stopping) throw new Fault("Stopped.");
    const out = log === "inherit" ? "inherit" : fs.openSync(log, "a");
    const child = spawn(process.execPath, ["--import", WATCHER, file, ...args], {
      cwd,
      env: { ...env, SPILLWAY_PARENT: String(process.pid) },
      detached: true,
      stdio: ["pipe", out, out],
    });
    if (out !== "inherit") fs.closeSync(out);
    // The pipe is there to be closed, not written to.
    child.stdin.on("error", () => {});
    this.#track(name, child);
    return child;
  }

  /**
   * Runs a step to its end. Throws a Fault with the step's own output when it fails.
   * @returns what it wrote to stdout
   */
  async step(name, file, args, { env, cwd, show = false }) {
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
      if (show) process.stdout.write(chunk);
    });
    child.stderr.on("data", (chunk) => {
      all += chunk;
      if (show) process.stderr.write(chunk);
    });
    const [code, signal] = await new Promise((resolve) => {
      child.once("error", (error) => {
        all += error.message;
        resolve([127]);
      });
      child.once("close", (...result) => resolve(result));
    });
    if (this.#stopping) throw new Fault("Stopped.");
    if (code !== 0) {
      const ended = signal ? `was ended by ${signal}` : `failed (exit code ${code})`;
      throw new Fault(show ? `${name} ${ended}.` : `${name} ${ended}:\n${all.trim()}`);
    }
    return out;
  }

  #track(name, child) {
    this.#running.set(child, name);
    child.once("exit", () => this.#running.delete(child));
    child.once("error", () => this.#running.delete(child));
  }

  get stopping() {
    return this.#stopping;
  }

  /** Ends all groups: SIGTERM, and SIGKILL to those that still run after 8 seconds. */
  async stop() {
    this.#stopping = true;
    const groups = [...this.#running.keys()].map((child) => child.pid).filter((pid) => pid !== undefined);
    for (const pid of groups) signalGroup(pid, "SIGTERM");
    const until = Date.now() + GRACE_MS;
    while (groups.some(groupLives) && Date.now() < until) await delay(50);
    for (const pid of groups) signalGroup(pid, "SIGKILL");
  }
}

function signalGroup(pid, signal) {
  try {
    process.kill(-pid, signal);
  } catch {
    // Gone already.
  }
}

function groupLives(pid) {
  try {
    process.kill(-pid, 0);
    return true;
  } catch {
    return false;
  }
}
