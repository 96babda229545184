import path from "node:path";
import { defineConfig } from "vitest/config";

const root = import.meta.dirname;
const outside = ["**/node_modules/**", "**/.builds/**", "**/.next/**", "**/.spillway/**", "e2e/**"];
const shared = {
  environment: "node" as const,
  exclude: outside,
  // Some start real processes (shells, restic, shellcheck), and the machine may be busy: only what hangs ends so.
  testTimeout: 300_000,
  // Tests never see an installation: what they need they are given by name.
  env: { TZ: "UTC", SPILLWAY_HOME: root },
};
const resolve = {
  alias: {
    "@": root,
    // The package throws outside Next's server; its own empty file is what Next puts there.
    "server-only": path.join(root, "node_modules/server-only/empty.js"),
  },
};
const database = {
  ...shared,
  globalSetup: ["./scripts/test-database.mjs"],
  maxWorkers: 2,
  testTimeout: 300_000,
  hookTimeout: 300_000,
};

export default defineConfig({
  test: {
    projects: [
      {
        resolve,
        test: {
          ...shared,
          name: "unit",
          // Most of the time they wait for the processes that they start.
          maxWorkers: 3,
          include: ["**/*.test.{ts,tsx,mjs}"],
          exclude: [...outside, "**/*.int.test.{ts,mjs}", "**/*.long.test.ts"],
        },
      },
      { resolve, test: { ...database, name: "integration", include: ["**/*.int.test.{ts,mjs}"] } },
      { resolve, test: { ...database, name: "long", include: ["**/*.long.test.ts"], testTimeout: 1_200_000 } },
    ],
  },
});
