import { execFile } from "node:child_process";
import { readFileSync, statSync, writeFileSync } from "node:fs";
import path from "node:path";
import { promisify } from "node:util";

const data = () => process.env.SPILLWAY_E2E_DATA ?? "";
const kept = <T>(file: string): T => JSON.parse(readFileSync(path.join(data(), file), "utf8")) as T;

/** A sandbox cloud of the installation under test, asked directly: as the host cloud's own people would. */
export function sandbox(slug: "sandbox-a" | "sandbox-b") {
  const url = `http://127.0.0.1:${kept<Record<string, number>>("ports.json")[slug]}`;
  const token = kept<{ sandboxTokens: Record<string, string> }>("secrets.json").sandboxTokens[slug];
  return async function ask<T>(method: string, where: string, body?: unknown): Promise<T> {
    const response = await fetch(url + where, {
      method,
      headers: { authorization: `Bearer ${token}`, "content-type": "application/json" },
      body: body === undefined ? undefined : JSON.stringify(body),
    });
    if (!response.ok) throw new Error(`${slug} answered ${response.status}: ${await response.text()}`);
    return (await response.json()) as T;
  };
}

export const cronSecret = (): string => kept<{ cronSecret: string }>("secrets.json").cronSecret;

/** The operator's command line, against the installation under test; what it prints with --json. */
export async function spillway<T>(...args: string[]): Promise<T> {
  const env = { ...process.env, SPILLWAY_DATA: data(), PORT: process.env.SPILLWAY_E2E_PORT };
  const { stdout } = await promisify(execFile)(process.execPath, ["scripts/spillway.mjs", ...args, "--json"], { env });
  return JSON.parse(stdout.trim().split("\n").at(-1) ?? "") as T;
}

/** Moves the one clock of web, worker and clouds ahead. */
export function passTime(milliseconds: number): void {
  const clock = process.env.SPILLWAY_TEST_CLOCK ?? "";
  writeFileSync(clock, `${new Date(clockNow().getTime() + milliseconds).toISOString()}\n`);
}

/** The installation's time: the instant in the clock's file plus the file's age. */
export function clockNow(): Date {
  const clock = process.env.SPILLWAY_TEST_CLOCK ?? "";
  return new Date(Date.parse(readFileSync(clock, "utf8").trim()) + (Date.now() - statSync(clock).mtimeMs));
}

/** What chain.spec.ts leaves for claims.spec.ts. */
export type Walk = { customerId: string; identifier: string; eventNumber: number; firstMachine: string };
const walkFile = () => path.join(data(), "walk.json");
export const keepWalk = (walk: Walk): void => writeFileSync(walkFile(), JSON.stringify(walk));
export const readWalk = (): Walk => kept<Walk>("walk.json");

/** The application's own login to the database under test, for reading what a walk left. */
export function databaseUrl(): string {
  const { port, passwords } = kept<{ port: number; passwords: { app: string } }>("postgres.json");
  return `postgres://spillway_app:${passwords.app}@127.0.0.1:${port}/spillway`;
}
