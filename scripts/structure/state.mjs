// Nothing that must survive or be shared lives in a module variable.
import { lineAt } from "./source.mjs";

/** Files that hold something for the life of the process, with the reason. */
const ALLOWED = {
  "server/env.ts": "the settings, read and checked once: they do not change while the process runs",
  "server/ids.ts": "the last id, so that the ids of one process rise within a millisecond",
  "server/money.ts": "decimals of currencies, as Intl knows them",
  "server/periods.ts": "formats of time zones, and instants worked out by them, which are slow to make",
  "server/cached-until-changed.ts": "rows that change rarely, dropped by NOTIFY when one does",
  "server/reads/revenue-months.ts": "sums of months and days that have ended, which never change",
  "server/setup/agent-sources.ts": "the machine's program, which is part of the build",
  "server/setup/private-ca.ts": "the CA's certificates, read from their file once",
  "server/documents/fonts.ts": "fonts of documents, which are files of a package",
  "server/audit/live-changes.ts": "the one connection that listens for changes, and the streams it serves",
  "server/http/fair-share.ts":
    "how many requests of each sender are in work here: the share of one process (server/web-share.mjs)",
  "server/http/body-budget.ts": "the bytes of bodies of requests that are in work here: the share of one process",
  "server/usage/record/group-commit.ts": "requests that wait here for the next transaction of their customer",
  "server/identity/authenticate-key.ts": "keys of requests that are asked for together here",
  "server/http/answer-counts.ts": "how this process answered, until it is added to the counts of all in the database",
  "server/http/connections.ts": "whether this process governs its connections",
  "server/http/limiters.ts": "who was refused here, so that the database is not asked again; counts while it is away",
};

/**
 * Variables of modules: `let`, an empty Map or Set, and what hangs on globalThis.
 * @param {import("./source.mjs").Source[]} sources @returns {import("./source.mjs").Fault[]}
 */
export function moduleStateFaults(sources) {
  return sources
    .filter(({ path, test }) => !test && /^(server|worker|app)\//.test(path) && !(path in ALLOWED))
    .flatMap((source) =>
      source.program.body
        .map((statement) => (statement.type === "ExportNamedDeclaration" ? statement.declaration : statement))
        .flatMap((statement) => (statement?.type === "VariableDeclaration" ? [statement] : []))
        .filter(
          ({ kind, start, end }) =>
            kind === "let" ||
            kind === "var" ||
            /=\s*(?:new (?:Weak)?(?:Map|Set)(?:<.*>)?\(\s*\)|globalThis\b)/s.test(source.code.slice(start, end)),
        )
        .map(({ start }) => ({
          file: source.path,
          line: lineAt(source.text, start),
          rule: "a module variable: what must survive or be shared stands in the database (scripts/structure/state.mjs)",
        })),
    );
}
