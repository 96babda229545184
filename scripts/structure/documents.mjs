// What is written down must be there: paths in documents, and the order of the migrations.
import path from "node:path";
import { lineAt } from "./source.mjs";

const OURS = "app|server|db|components|worker|cli|agent|sandbox-cloud|scripts|e2e|bench|docs|fixtures|public|\\.ci";
/** A file's path from the root in running text. */
const PLAIN_PATH = new RegExp(
  `(?<![\\w\`./[(-])(?:${OURS})/(?:[\\w()./-]|\\[\\w+\\])*\\.(?:tsx?|mjs|sh|sql|md)\\b`,
  "g",
);
/** A file's name between backticks or in bold, with or without its folder. */
const FILE_NAME = /(?:`|\*\*)((?:[\w()[\].-]+\/)*[\w[][\w[\].-]*\.(?:tsx?|mjs|sh|sql|md))(?:`|\*\*)/g;

/** @typedef {import("./source.mjs").Fault} Fault */

/**
 * Paths that documents name and that do not exist: from the root, or from the document's own folder.
 * @param {[string, string][]} documents path from the root and text
 * @param {(path: string) => boolean} exists
 * @returns {Fault[]}
 */
export function documentFaults(documents, exists) {
  return documents.flatMap(([file, text]) => {
    /** @type {Fault[]} */
    const faults = [];
    /** @param {string} target @param {number} offset */
    const judge = (target, offset) => {
      // Placeholders and patterns stand for many paths.
      if (/[*<>{}…]|NAME|\.\.\./.test(target)) return;
      const clean = target.replace(/[#:].*$/, "").replace(/\/$/, "");
      if (clean !== "" && !exists(clean))
        faults.push({ file, line: lineAt(text, offset), rule: `names ${clean}, which is not there` });
    };
    /** @param {string} name */
    const near = (name) => path.posix.join(path.posix.dirname(file), name);
    for (const match of text.matchAll(new RegExp(`\`((?:${OURS})/[^\`\\s]+)\``, "g")))
      judge(match[1] ?? "", match.index);
    for (const match of text.matchAll(PLAIN_PATH)) judge(match[0], match.index);
    // The pages of docs/ also name files that every module has.
    for (const match of file.endsWith("README.md") ? text.matchAll(FILE_NAME) : []) {
      const name = match[1] ?? "";
      if (!new RegExp(`^(?:${OURS})/`).test(name) && !exists(name)) judge(near(name), match.index);
    }
    for (const match of text.matchAll(/\]\(([^)\s]+)\)/g)) {
      const target = match[1] ?? "";
      if (/^([a-z]+:|#|\/)/i.test(target)) continue;
      judge(near(target), match.index);
    }
    return faults;
  });
}

/**
 * Migrations whose time does not rise: drizzle would skip them silently and for ever.
 * @param {string} file @param {{ entries: { tag: string, when: number }[] }} journal @returns {Fault[]}
 */
export function journalFaults(file, journal) {
  return journal.entries.flatMap((entry, index) => {
    const before = journal.entries[index - 1];
    if (!before || entry.when > before.when) return [];
    return [
      {
        file,
        line: 1,
        rule: `the time of ${entry.tag} is not after that of ${before.tag}: it would be skipped for ever`,
      },
    ];
  });
}
