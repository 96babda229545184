// Supervises services: one that ends is started again, one that ends again and again ends everything.
import fs from "node:fs";
import path from "node:path";
import { setTimeout as delay } from "node:timers/promises";
import { print } from "./output.mjs";

const RESTARTS = 5;
const WITHIN_MS = 60_000;

/**
 * Where a service's output goes: a file per service in the demo, the launcher's own in production (the journal).
 * @param {Pick<import("./settings.mjs").Installation, "mode" | "dataDir">} installation @param {string} name
 */
export function logFile(installation, name) {
  if (installation.mode === "production") return "inherit";
  const folder = path.join(installation.dataDir, "logs");
  fs.mkdirSync(folder, { recursive: true });
  const file = path.join(folder, `${name}.log`);
  if ((fs.statSync(file, { throwIfNoEntry: false })?.size ?? 0) > 10_000_000) fs.renameSync(file, `${file}.1`);
  return file;
}

/** The last lines of a log, for a fault's sentence. @param {string} log */
export function tail(log, lines = 15) {
  if (log === "inherit" || !fs.existsSync(log)) return "";
  return fs.readFileSync(log, "utf8").trim().split("\n").slice(-lines).join("\n");
}

/**
 * Runs a service and starts it again when it ends, at most 5 times a minute; then, or where its end is `lost` already,
 * calls `failed`.
 * @param {import("./children.mjs").Children} children
 * @param {{
 *   name: string, file: string, args: string[], env: import("./environment.mjs").Environment, cwd: string, log: string
 * }} service
 * @param {(reason: string) => void} failed
 * @param {() => boolean} lost whether there is no use in starting it again: it never came up
 */
export function supervise(children, service, failed, lost = () => false) {
  /** @type {number[]} */
  const starts = [];
  const begin = () => {
    starts.push(Date.now());
    const child = children.service(service.name, service.file, service.args, service);
    child.once("exit", async (code, signal) => {
      if (children.stopping) return;
      const how = signal ? `was ended by ${signal}` : `ended with exit code ${code}`;
      const recent = starts.filter((at) => at > Date.now() - WITHIN_MS).length;
      if (lost() || recent > RESTARTS) {
        failed(`${service.name} ${how}. Everything is stopped.\n${tail(service.log)}`.trim());
        return;
      }
      print(`${service.name} ${how}; starting it again.`);
      await delay(500);
      if (!children.stopping) begin();
    });
  };
  begin();
}
