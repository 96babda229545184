// What the environment says, read by the commands before anything is built. server/env.ts checks the rest.
import fs from "node:fs";
import path from "node:path";
import { isLocalDatabase, isLoopback } from "../db/postgres/address.mjs";
import { Fault } from "./say.mjs";

export const ROOT = path.resolve(import.meta.dirname, "..");

/** Names that configure an installation, as the README lists them. Tests empty all of them. */
export const NAMES = [
  ...["PORT", "HOST", "DATABASE_URL", "DATABASE_OWNER_URL", "SPILLWAY_DATA", "SPILLWAY_MODE", "SPILLWAY_ORIGIN"],
  ...["SPILLWAY_KEYS", "SPILLWAY_TRUSTED_PROXIES", "SPILLWAY_TEST_CLOCK", "NEXTAUTH_URL", "NEXTAUTH_SECRET"],
  ...["CRON_SECRET", "SMTP_URL", "EMAIL_FROM", "OIDC_ISSUER", "OIDC_CLIENT_ID", "OIDC_CLIENT_SECRET", "OIDC_NAME"],
];

/** Takes up .env of the clone, as Next does for its own process. What is set already stands. */
export function loadEnvFile(file = path.join(ROOT, ".env")) {
  if (fs.existsSync(file)) process.loadEnvFile(file);
}

/**
 * Reads and judges the settings that decide what is started.
 * @param {Record<string, string | undefined>} env an empty value counts as not set
 * @returns {{ mode, host, port, dataDir, origin, databaseUrl, ownerUrl, local, faults: string[] }}
 */
export function readSettings(env, root = ROOT) {
  const given = (name) => (env[name] === undefined || env[name] === "" ? undefined : env[name]);
  const faults = [];
  const mode = given("SPILLWAY_MODE") ?? "demo";
  const host = given("HOST") ?? "127.0.0.1";
  const portText = given("PORT") ?? "3000";
  const port = /^\d{1,5}$/.test(portText) ? Number(portText) : 0;
  if (!["demo", "production"].includes(mode)) {
    faults.push(`SPILLWAY_MODE is "${mode}"; it is demo (the default) or production.`);
  }
  if (port < 1 || port > 65535) faults.push(`PORT is "${portText}"; it is a number from 1 to 65535.`);
  if (mode !== "production" && !isLoopback(host)) {
    faults.push(`HOST is "${host}"; outside SPILLWAY_MODE=production only loopback (127.0.0.1) is served.`);
  }
  if (mode === "production" && given("SPILLWAY_TEST_CLOCK")) {
    faults.push("SPILLWAY_TEST_CLOCK moves the clock and is refused in production. Unset it.");
  }
  const databaseUrl = given("DATABASE_URL");
  const ownerUrl = given("DATABASE_OWNER_URL");
  if (ownerUrl && !databaseUrl) faults.push("DATABASE_OWNER_URL is set without DATABASE_URL. Set both or neither.");
  for (const [name, url] of Object.entries({ DATABASE_URL: databaseUrl, DATABASE_OWNER_URL: ownerUrl })) {
    if (url && !/^postgres(ql)?:\/\//.test(url)) faults.push(`${name} does not begin with postgres://.`);
  }
  const named = given("SPILLWAY_ORIGIN") ?? given("NEXTAUTH_URL");
  const origin = named ?? `http://${hostInUrl(host)}:${port}`;
  // An address made from a refused HOST or PORT is not a second fault.
  if (named || faults.length === 0) faults.push(...originFaults(origin));
  return {
    mode,
    host,
    port,
    origin: origin.replace(/\/+$/, ""),
    dataDir: path.resolve(root, given("SPILLWAY_DATA") ?? ".spillway"),
    databaseUrl,
    ownerUrl,
    local: databaseUrl === undefined || isLocalDatabase(databaseUrl),
    faults,
  };
}

/** An address to reach this machine by: a wildcard is listened on, not connected to. */
export function hostInUrl(host) {
  if (host === "0.0.0.0" || host === "::" || host === "[::]") return "127.0.0.1";
  return host.includes(":") && !host.startsWith("[") ? `[${host}]` : host;
}

function originFaults(origin) {
  let url;
  try {
    url = new URL(origin);
  } catch {
    return [`SPILLWAY_ORIGIN (or NEXTAUTH_URL) is "${origin}"; it is an address like https://portal.example.com.`];
  }
  if (url.protocol === "https:" || (url.protocol === "http:" && isLoopback(url.hostname))) return [];
  return [`SPILLWAY_ORIGIN is ${origin}; beyond loopback it has to begin with https://.`];
}

/** As readSettings, but stops with all faults at once. */
export function settingsOrStop(env = process.env) {
  const settings = readSettings(env);
  if (settings.faults.length > 0) throw new Fault(settings.faults.join("\n"));
  return settings;
}
