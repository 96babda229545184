#!/usr/bin/env node
// PostgreSQL's launcher on its own: node db/postgres.mjs start|stop|status|dev-url
// [--data DIR] [--embedded]. Needs no build; node_modules must be installed.
import path from "node:path";
import { pathToFileURL } from "node:url";
import { postgresStatus, startPostgres, stopPostgres } from "./postgres/server.mjs";
import { testServer, testServerFolder } from "./postgres/test-server.mjs";

const USAGE = "node db/postgres.mjs start|stop|status|dev-url|dev-stop [--data DIR] [--embedded]";

/** @param {string[]} args @returns {Promise<number>} the exit code */
async function main(args) {
  const at = args.indexOf("--data");
  const named = at >= 0 ? args[at + 1] : process.env.SPILLWAY_DATA;
  const dataDir = path.resolve(named ?? ".spillway");
  switch (args[0]) {
    case "start": {
      const server = await startPostgres(dataDir, { untilStopped: true, embeddedOnly: args.includes("--embedded") });
      console.log(
        `PostgreSQL ${server.major} (${server.kind}) ${server.reused ? "was running" : "started"}, port ${server.port}`,
      );
      return 0;
    }
    case "stop":
      return (await stopPostgres(dataDir)) ? 0 : 1;
    case "status": {
      const status = postgresStatus(dataDir);
      console.log(status.running ? `running, process ${status.pid}\n${status.databaseUrl}` : "not running");
      return status.running ? 0 : 3;
    }
    case "dev-url":
      for (const [name, value] of Object.entries(await testServer())) console.log(`${name}=${value}`);
      return 0;
    case "dev-stop":
      return (await stopPostgres(testServerFolder())) ? 0 : 1;
    default:
      console.error(USAGE);
      return 2;
  }
}

if (process.argv[1] && import.meta.url === pathToFileURL(path.resolve(process.argv[1])).href) {
  try {
    process.exitCode = await main(process.argv.slice(2));
  } catch (error) {
    console.error(error instanceof Error ? error.message : error);
    process.exitCode = 1;
  }
}
