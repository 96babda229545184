// The server of the browser tests, started by Playwright: npm start's own program with data, port and clock of this
// run.
import fs from "node:fs";
import path from "node:path";
import { NAMES } from "./settings.mjs";

const { SPILLWAY_E2E_PORT: port, SPILLWAY_E2E_DATA: data } = process.env;
if (!port || !data) throw new Error("SPILLWAY_E2E_PORT and SPILLWAY_E2E_DATA are missing: run `npm test -- browser`.");
const clock = path.join(data, "clock");
// Empty, not absent: an empty value wins over .env of the clone.
for (const name of NAMES) process.env[name] = "";
// As below npm: the end of the parent is the end of the server (lifetime.mjs).
process.env.npm_lifecycle_event ??= "browser";
Object.assign(process.env, { PORT: port, SPILLWAY_DATA: data, SPILLWAY_TEST_CLOCK: clock });
fs.mkdirSync(data, { recursive: true, mode: 0o711 });
if (!fs.existsSync(clock)) fs.writeFileSync(clock, `${new Date().toISOString()}\n`);
await import("./start.mjs");
