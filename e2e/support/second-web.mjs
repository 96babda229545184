// A second web process of the installation under test, on another port: the same database, keys and build, and what
// else the environment says (single sign-on). Ends with its parent.
import path from "node:path";
import { buildPaths } from "../../scripts/build.mjs";
import { closeDatabase, openDatabase } from "../../scripts/database.mjs";
import { processEnvironment } from "../../scripts/environment.mjs";
import { Lifetime } from "../../scripts/lifetime.mjs";
import { readRunning } from "../../scripts/running.mjs";
import { ensureSecrets } from "../../scripts/secrets.mjs";
import { ServiceLog } from "../../scripts/service-log.mjs";
import { installationOf, ROOT } from "../../scripts/settings.mjs";

process.env.npm_lifecycle_event ??= "browser";

await new Lifetime().run(async (life) => {
  const installation = installationOf();
  const running = readRunning(installation.dataDir);
  if (!running) throw new Error("The installation under test does not run.");
  const build = buildPaths(running.build);
  life.atEnd(() => closeDatabase(installation));
  const { databaseUrl, inUse } = await openDatabase(installation, { quiet: true });
  const secrets = ensureSecrets(installation.dataDir, process.env, { databaseInUse: inUse });
  const env = processEnvironment({ installation, secrets, databaseUrl, build });
  const next = path.join(ROOT, "node_modules/next/dist/bin/next");
  const args = ["start", "-H", installation.host, "-p", String(installation.port)];
  const log = new ServiceLog(installation.dataDir, "second-web");
  const web = life.children.service("web", next, args, { env, cwd: ROOT, log });
  await new Promise((resolve) => web.once("exit", resolve));
  await life.end();
  process.exit(0);
});
