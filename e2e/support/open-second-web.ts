import { spawn } from "node:child_process";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import path from "node:path";
import { expect } from "@playwright/test";
import { dataDir, environmentOf } from "./installation";

export async function freePort(): Promise<number> {
  const server = createServer();
  await new Promise<void>((done) => server.listen(0, "127.0.0.1", done));
  const { port } = server.address() as AddressInfo;
  await new Promise((done) => server.close(done));
  return port;
}

/**
 * A second web process of the installation under test, with further settings.
 * @returns its address, and what ends it
 */
export async function openSecondWeb(
  port: number,
  settings: Record<string, string> = {},
): Promise<{ portal: string; end: () => Promise<void> }> {
  const portal = `http://127.0.0.1:${port}`;
  const env = await environmentOf({ PORT: String(port), ...settings });
  const web = spawn(process.execPath, [path.resolve("e2e/support/second-web.mjs")], { env, stdio: "inherit" });
  const ended = new Promise((done) => web.once("exit", done));
  const health = () => fetch(`${portal}/api/health`).then(({ status }) => status, String);
  await expect
    .poll(health, { timeout: 60_000, message: `the second web process; its log is in ${dataDir()}/logs` })
    .toBe(200);
  return {
    portal,
    end: async () => {
      web.kill("SIGTERM");
      await ended;
    },
  };
}
