// A second web process of the installation under test, on another port: the same database, keys and build, and what
// else the environment says (single sign-on). Ends with its parent.
import path from "node:path";
import { buildPaths } from "../../scripts/build.mjs";
import { closeDatabase, openDatabase } from "../../scripts/database.mjs";
import { processEnvironment } from "../../scripts/environment.mjs";
import { Lifetime } from "../../scripts/lifetime.mjs";
import { readRunning } from "../../scripts/running.mjs";
import { keepSecrets } from "../../scripts/secrets.mjs";
import { ROOT, settingsOrStop } from "../../scripts/settings.mjs";
import { logFile } from "../../scripts/supervise.mjs";

process.env.npm_lifecycle_event ??= "browser";

await new Lifetime().run(async (life) => {
  const settings = settingsOrStop();
  const build = buildPaths(readRunning(settings.dataDir).build);
  life.atEnd(() => closeDatabase(settings));
  const { databaseUrl, inUse } = await openDatabase(settings, { quiet: true });
  const secrets = keepSecrets(settings.dataDir, process.env, { databaseInUse: inUse });
  const env = processEnvironment({ settings, secrets, databaseUrl, build });
  const next = path.join(ROOT, "node_modules/next/dist/bin/next");
  const args = ["start", "-H", settings.host, "-p", String(settings.port)];
  const log = logFile(settings, "second-web");
  const web = life.children.service("web", next, args, { env, cwd: ROOT, log });
  await new Promise((resolve) => web.once("exit", resolve));
  await life.end();
  process.exit(0);
});
