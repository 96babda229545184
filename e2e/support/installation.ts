import { execFile } from "node:child_process";
import { readFileSync } from "node:fs";
import path from "node:path";
import { promisify } from "node:util";

// The installation that Playwright's web server runs (playwright.config.ts): where it answers and where its data lies.

const root = process.cwd();

/** SPILLWAY_DATA of the installation under test. */
export const dataDir = (): string => named("SPILLWAY_E2E_DATA");

/** Where it answers, without a slash at the end. */
export const origin = (): string => `http://127.0.0.1:${named("SPILLWAY_E2E_PORT")}`;

function named(name: string): string {
  const value = process.env[name];
  if (!value) throw new Error(`${name} is not set: playwright.config.ts sets it.`);
  return value;
}

/** A JSON file of the data directory. */
export function readData<T>(name: string): T {
  return JSON.parse(readFileSync(path.join(dataDir(), name), "utf8")) as T;
}

export const cronSecret = (): string => readData<{ cronSecret: string }>("secrets.json").cronSecret;

/**
 * The environment of a process of the installation under test, and what else is given. What configures an installation
 * is emptied first: no `.env` is taken up.
 */
export async function environmentOf(more: Record<string, string> = {}): Promise<NodeJS.ProcessEnv> {
  const { NAMES } = await import("../../server/settings.mjs");
  return {
    ...process.env,
    ...Object.fromEntries(NAMES.map((name) => [name, ""])),
    PORT: named("SPILLWAY_E2E_PORT"),
    SPILLWAY_DATA: dataDir(),
    SPILLWAY_TEST_CLOCK: path.join(dataDir(), "clock"),
    ...more,
  };
}

/**
 * Runs the operator's command line against the installation under test: `run("customer", "add", "--name", "Hafen")`.
 * @returns what `--json` answers
 * @throws with its output when its exit code is not 0
 */
export async function run<T = Record<string, unknown>>(...args: string[]): Promise<T> {
  const command = [path.join(root, "scripts/spillway.mjs"), ...args, "--json"];
  const { stdout } = await promisify(execFile)(process.execPath, command, {
    env: await environmentOf(),
    cwd: root,
    maxBuffer: 64 * 1024 ** 2,
  });
  return JSON.parse(stdout) as T;
}
