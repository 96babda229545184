// Settings are read and checked in one place: server/settings.mjs holds their rules, server/env.ts reads them.
import { lineAt } from "./source.mjs";

/**
 * Read before the settings are checked (time, log), fields that a driver names (its credentials), or what the
 * commands of backups are given apart from the settings (passphrase, the owner's login).
 */
const READERS = [
  ...["server/env.ts", "server/settings.mjs", "server/clock.ts", "server/log.ts"],
  ...["cli/clouds.ts", "cli/backup.ts"],
];
/** Variables of the platform, which are no settings of Spillway. */
const PLATFORM = "PATH|NODE_ENV|NEXT_RUNTIME";
const READ = new RegExp(`\\bprocess\\.env\\b(?!\\.(?:${PLATFORM})\\b)|\\bprocess\\[["']env["']\\]`, "g");

/**
 * `process.env` in the product outside of the files that read settings.
 * @param {import("./source.mjs").Source[]} sources @returns {import("./source.mjs").Fault[]}
 */
export function environmentFaults(sources) {
  return sources
    .filter(({ path, test }) => !test && /^(server|app|components|cli|worker)\//.test(path) && !READERS.includes(path))
    .flatMap(({ path, code }) =>
      [...code.matchAll(READ)].map((match) => ({
        file: path,
        line: lineAt(code, match.index),
        rule: "settings are read through env() (server/env.ts)",
      })),
    );
}
