import { afterEach, expect, test, vi } from "vitest";

afterEach(() => {
  vi.unstubAllEnvs();
  vi.resetModules();
});

/** The ways to sign in that next-auth lists and takes, in this mode. */
async function providersIn(mode: "demo" | "production") {
  const settings = {
    SPILLWAY_MODE: mode,
    DATABASE_URL: "postgres://spillway_app@127.0.0.1:1/none",
    NEXTAUTH_URL: "http://127.0.0.1:3000",
    NEXTAUTH_SECRET: "for-tests-only-for-tests-only-for-tests",
    CRON_SECRET: "for-tests-only-for-tests",
    SPILLWAY_KEYS: `test:${Buffer.alloc(32, 7).toString("base64")}`,
  };
  for (const [name, value] of Object.entries(settings)) vi.stubEnv(name, value);
  const { authOptions } = await import("./next-auth");
  return authOptions().providers.map(({ id, options }) => options?.id ?? id);
}

test("nobody is signed in by choice outside a demo: production neither lists nor takes that way", async () => {
  expect(await providersIn("demo")).toEqual(["mailed-link", "demo"]);
  vi.resetModules();
  expect(await providersIn("production")).toEqual(["mailed-link"]);
});
