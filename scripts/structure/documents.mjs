// What is written down must be there: paths in documents, and the order of the migrations.
import { lineAt } from "./source.mjs";

const OURS = "app|server|db|components|worker|cli|agent|sandbox-cloud|scripts|e2e|bench|docs|public|\\.ci";

/**
 * Paths that documents name and that do not exist.
 * @param {[string, string][]} documents path from the root and text
 * @param {(path: string) => boolean} exists
 */
export function documentFaults(documents, exists) {
  return documents.flatMap(([file, text]) => {
    const faults = [];
    const judge = (target, offset) => {
      // Placeholders and patterns stand for many paths.
      if (/[*<>{}…]|NAME|\.\.\./.test(target)) return;
      const clean = target.replace(/[#:].*$/, "").replace(/\/$/, "");
      if (clean !== "" && !exists(clean))
        faults.push({ file, line: lineAt(text, offset), rule: `names ${clean}, which is not there` });
    };
    for (const match of text.matchAll(new RegExp(`\`((?:${OURS})/[^\`\\s]+)\``, "g"))) judge(match[1], match.index);
    for (const match of text.matchAll(/\]\(([^)\s]+)\)/g)) {
      if (/^([a-z]+:|#|\/)/i.test(match[1])) continue;
      judge(normalize(`${file.split("/").slice(0, -1).join("/")}/${match[1]}`), match.index);
    }
    return faults;
  });
}

function normalize(target) {
  const out = [];
  for (const part of target.split("/")) {
    if (part === "..") out.pop();
    else if (part !== "." && part !== "") out.push(part);
  }
  return out.join("/");
}

/** Migrations whose time does not rise: drizzle would skip them silently and for ever. */
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
