// Ports of the sandbox clouds: chosen free once and written down, so that machines find their cloud again.
import fs from "node:fs";
import path from "node:path";
import { freePort } from "../db/postgres/cluster.mjs";
import { writeWhole } from "../db/postgres/record.mjs";

/**
 * A port for each name: an earlier choice that is still free, else a new one.
 * @param {string} dataDir @param {string[]} names
 */
export async function assignPorts(dataDir, names) {
  const file = path.join(dataDir, "ports.json");
  /** @type {Record<string, number>} */
  const ports = fs.existsSync(file) ? JSON.parse(fs.readFileSync(file, "utf8")) : {};
  for (const name of names) {
    const before = ports[name];
    const again = before ? await freePort(before) : undefined;
    ports[name] = again ?? (await otherPort(Object.values(ports)));
  }
  writeWhole(file, `${JSON.stringify(ports, null, 2)}\n`);
  return ports;
}

/** @param {number[]} taken */
async function otherPort(taken) {
  for (;;) {
    const port = await freePort(0);
    if (port !== undefined && !taken.includes(port)) return port;
  }
}
