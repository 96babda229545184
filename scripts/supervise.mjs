// Supervises services: one that ends is started again, one that ends again and again ends everything.
import { once } from "node:events";
import { setTimeout as delay } from "node:timers/promises";
import { print } from "./output.mjs";

const RESTARTS = 5;
const WITHIN_MS = 60_000;

/**
 * Runs a service and starts it again when it ends, at most 5 times a minute; then, or where its end is `lost` already,
 * calls `failed`.
 * @param {import("./children.mjs").Children} children
 * @param {{
 *   name: string, file: string, args: string[], env: import("./environment.mjs").Environment, cwd: string,
 *   log?: import("./service-log.mjs").ServiceLog
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
        // Its last words are still on their way; what it started may hold its output open.
        if (service.log) await Promise.race([once(child, "close"), delay(1000)]);
        failed(`${service.name} ${how}. Everything is stopped.\n${service.log?.tail() ?? ""}`.trim());
        return;
      }
      print(`${service.name} ${how}; starting it again.`);
      await delay(500);
      if (!children.stopping) begin();
    });
  };
  begin();
}
