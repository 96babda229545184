// The whole environment, judged by server/env.ts itself before anything is started or built: all faults at once.
import { Fault } from "./say.mjs";
import { ROOT } from "./settings.mjs";

/** What a first start makes by itself: it stands in here for what the environment leaves out. */
const MADE = {
  SPILLWAY_KEYS: `k1:${Buffer.alloc(32).toString("base64")}`,
  NEXTAUTH_SECRET: "x".repeat(32),
  CRON_SECRET: "x".repeat(32),
};

/** @throws Fault with a sentence for each variable that is wrong */
export async function checkEnvironment({ origin, databaseUrl, mode }, env = process.env) {
  const { build, stop } = await import("esbuild");
  const about = { absWorkingDir: ROOT, entryPoints: ["server/env.ts"], bundle: true, platform: "node", format: "esm" };
  const made = await build({ ...about, write: false, logLevel: "silent" });
  // esbuild keeps a process of its own for the next call.
  await stop();
  const { readEnv } = await import(
    `data:text/javascript;base64,${Buffer.from(made.outputFiles[0].contents).toString("base64")}`
  );
  const given = Object.fromEntries(Object.entries(env).filter(([, value]) => value !== ""));
  try {
    readEnv({ NEXTAUTH_URL: origin, ...MADE, ...given, SPILLWAY_MODE: mode, DATABASE_URL: databaseUrl ?? "postgres:" });
  } catch (error) {
    throw new Fault(error.message);
  }
}
