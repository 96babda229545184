import { chmodSync, existsSync, mkdtempSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { defineConfig } from "@playwright/test";

// Set once in the first process; Playwright's workers inherit it. `npm test` sets all of it beforehand.
process.env.SPILLWAY_E2E_PORT ??= "3179";
process.env.SPILLWAY_E2E_DATA ??= temporaryFolder();
process.env.SPILLWAY_TEST_CLOCK = path.join(process.env.SPILLWAY_E2E_DATA, "clock");
const baseURL = `http://127.0.0.1:${process.env.SPILLWAY_E2E_PORT}`;
const report = process.env.SPILLWAY_E2E_REPORT;
const chromium = ["/usr/bin/chromium", "/usr/bin/chromium-browser"].find((file) => existsSync(file));
const root = process.getuid?.() === 0;

function temporaryFolder(): string {
  const folder = mkdtempSync(path.join(tmpdir(), "spillway-e2e-"));
  chmodSync(folder, 0o711);
  return folder;
}

export default defineConfig({
  testDir: "e2e",
  testIgnore: process.env.SPILLWAY_LONG ? [] : ["**/*.long.spec.ts"],
  outputDir: "test-results",
  // One installation and one clock for all tests, and two cores.
  workers: 1,
  fullyParallel: false,
  forbidOnly: Boolean(process.env.CI),
  timeout: 240_000,
  expect: { timeout: 30_000 },
  reporter: report ? [["list"], ["json", { outputFile: report }]] : "list",
  use: {
    baseURL,
    locale: "en-US",
    timezoneId: "UTC",
    viewport: { width: 1440, height: 900 },
    // Recording every step slows all of them: only where it is asked for.
    trace: process.env.SPILLWAY_TRACE ? "retain-on-failure" : "off",
    screenshot: "only-on-failure",
    launchOptions: {
      ...(chromium ? { executablePath: chromium } : {}),
      args: [
        ...(root ? ["--no-sandbox"] : []),
        "--disable-dev-shm-usage",
        "--disable-gpu",
        "--disable-background-networking",
        "--disable-component-update",
        "--disable-sync",
        "--no-first-run",
      ],
    },
  },
  webServer: {
    // exec: the server then sees by its parent when Playwright itself is killed.
    command: "exec node scripts/e2e-server.mjs",
    url: `${baseURL}/api/health`,
    timeout: 900_000,
    reuseExistingServer: false,
    stdout: "pipe",
    gracefulShutdown: { signal: "SIGTERM", timeout: 30_000 },
  },
});
