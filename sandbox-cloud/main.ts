import { mkdirSync, readFileSync } from "node:fs";
import type { Server } from "node:http";
import type { AddressInfo } from "node:net";
import { join } from "node:path";
import type { Cloud } from "./api";
import { clockFrom } from "./clock";
import { readJson, writeJson, writeText } from "./durable-file";
import { Failures } from "./failures";
import { cloudServer } from "./http-server";
import { Instances } from "./instances";
import { Notices } from "./notices";
import { type CloudOptions, readOptions } from "./options";
import { isAlive, markOf, type ProcessMark } from "./process-table";
import { RequestLog } from "./request-log";
import { StorageAccounts } from "./storage-accounts";

/** Takes the store for this process. Two clouds on one store would boot every machine twice. */
function takeStore(data: string): void {
  mkdirSync(data, { recursive: true, mode: 0o700 });
  const file = join(data, "cloud.json");
  const owner = readJson<ProcessMark>(file);
  if (owner && owner.pid !== process.pid && isAlive(owner)) {
    throw new Error(`The store ${data} is in use by the cloud with process id ${owner.pid}.`);
  }
  writeJson(file, markOf(process.pid));
}

function listen(server: Server, port: number): Promise<number> {
  return new Promise((resolve, reject) => {
    server.once("error", reject);
    server.listen(port, "127.0.0.1", () => {
      server.off("error", reject);
      resolve((server.address() as AddressInfo).port);
    });
  });
}

/** Port 0 means any; the one of the last start is taken if it is free, as addresses of repositories name it. */
async function listenAnywhere(server: Server, data: string): Promise<number> {
  try {
    const last = Number(new URL(readFileSync(join(data, "address"), "utf8").trim()).port);
    return await listen(server, last);
  } catch {
    return listen(server, 0);
  }
}

async function start(options: CloudOptions): Promise<void> {
  const { data, name, priceFactor, capacity } = options;
  takeStore(data);
  const now = clockFrom(process.env.SPILLWAY_TEST_CLOCK);
  const cloud: Cloud = {
    options,
    now,
    instances: new Instances(data, name, priceFactor, capacity, now),
    notices: new Notices(data, now),
    failures: new Failures(data),
    log: new RequestLog(data, now),
    storage: new StorageAccounts(join(data, "storage")),
    address: "",
  };
  const server = cloudServer(cloud);
  const port = options.port === 0 ? await listenAnywhere(server, data) : await listen(server, options.port);
  cloud.address = `http://127.0.0.1:${port}`;
  writeText(join(data, "address"), `${cloud.address}\n`);
  await cloud.instances.revive();
  process.stdout.write(`listening ${cloud.address}\n`);

  // An orderly end is a power-off: no machine is left behind. A cloud that is killed leaves its machines running.
  let ending = false;
  const end = async () => {
    if (ending) return;
    ending = true;
    server.close();
    server.closeAllConnections();
    await cloud.instances.switchOff();
    process.exit(0);
  };
  for (const signal of ["SIGTERM", "SIGINT", "SIGHUP"] as const) process.on(signal, () => void end());
}

// Whoever started the cloud may have gone and closed its end of the pipes; the cloud goes on.
for (const stream of [process.stdout, process.stderr]) stream.on("error", () => undefined);
try {
  await start(readOptions(process.argv.slice(2), process.env));
} catch (error) {
  process.stderr.write(`sandbox-cloud: ${error instanceof Error ? error.message : error}\n`);
  process.exit(1);
}
