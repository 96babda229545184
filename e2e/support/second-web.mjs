// A second web process of the installation under test, on another port: the same database, keys and build, and what
// else the environment says (single sign-on). Ends with its parent.
import { buildPaths } from "../../scripts/build.mjs";
import { closeDatabase, openDatabase } from "../../scripts/database.mjs";
import { processEnvironment } from "../../scripts/environment.mjs";
import { Lifetime } from "../../scripts/lifetime.mjs";
import { readRunning } from "../../scripts/running.mjs";
import { ensureSecrets } from "../../scripts/secrets.mjs";
import { ServiceLog } from "../../scripts/service-log.mjs";
import { installationOf, ROOT } from "../../scripts/settings.mjs";
import { webProgram } from "../../scripts/web.mjs";

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
  const [file, args] = webProgram(1, installation);
  const log = new ServiceLog(installation.dataDir, "second-web");
  const web = life.children.service("web", file, args, { env, cwd: ROOT, log });
  await new Promise((resolve) => web.once("exit", resolve));
  await life.end();
  process.exit(0);
});
