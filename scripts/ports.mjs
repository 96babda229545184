// Ports of the sandbox clouds: chosen free once and kept, so that machines find their cloud again.
import fs from "node:fs";
import path from "node:path";
import { freePort } from "../db/postgres/cluster.mjs";
import { writeWhole } from "../db/postgres/record.mjs";

/** Answers { name: port } for the names, keeping earlier choices that are still free. */
export async function keepPorts(dataDir, names) {
  const file = path.join(dataDir, "ports.json");
  const kept = fs.existsSync(file) ? JSON.parse(fs.readFileSync(file, "utf8")) : {};
  for (const name of names) {
    const again = kept[name] ? await freePort(kept[name]) : undefined;
    kept[name] = again ?? (await otherPort(Object.values(kept)));
  }
  writeWhole(file, `${JSON.stringify(kept, null, 2)}\n`);
  return Object.fromEntries(names.map((name) => [name, kept[name]]));
}

async function otherPort(taken) {
  for (;;) {
    const port = await freePort(0);
    if (!taken.includes(port)) return port;
  }
}
