// Comments: their width, and their language (CONTRIBUTING.md, "Conventions", 1).
import path from "node:path";
import { lineAt } from "./source.mjs";

const COLUMNS = 120;
/** Words of a riddle or a tale where the field has a term. `keep-alive` is one. */
const WORDS =
  /\b(told|tells?|said|hears?|heard|lets? go|letting go|patience|beside|somebody|of which|keep(?!-?alive)s?|kept)\b/i;

/**
 * @typedef {import("./source.mjs").Fault} Fault
 * @typedef {{ path: string, text: string, comments: import("./source.mjs").Comment[] }} Commented
 */

/**
 * Comments of a file that is no JavaScript, by the marks of its language.
 * @param {string} file @param {string} text @returns {Commented}
 */
export function commentsOf(file, text) {
  const form = {
    ".sql": /--(?!> statement-breakpoint)[^\n]*|\/\*[\s\S]*?\*\//g,
    ".css": /\/\*[\s\S]*?\*\//g,
    // After a blank only, and outside of a string: $# and ${x#y} are none.
    ".sh": /(?<=^[ \t]*)#[^\n]*|(?<=[ \t;])#[^\n"']*$/gm,
    ".ps1": /<#[\s\S]*?#>|(?<=^[ \t]*)#[^\n]*|(?<=[ \t;])#[^\n"']*$/gm,
  }[path.extname(file)];
  const found = form ? [...text.matchAll(form)] : [];
  return { path: file, text, comments: found.map((match) => ({ text: match[0], start: match.index })) };
}

/** Comments that reach beyond the column. @param {Commented[]} files @returns {Fault[]} */
export function widthFaults(files) {
  return files.flatMap((file) =>
    file.comments.flatMap(({ text, start }) => {
      const before = file.text.slice(file.text.lastIndexOf("\n", start - 1) + 1, start);
      const first = lineAt(file.text, start);
      return `${before}${text}`.split("\n").flatMap((line, index) =>
        line.length > COLUMNS
          ? [
              {
                file: file.path,
                line: first + index,
                rule: `a comment is ${line.length} columns wide: at most ${COLUMNS}`,
              },
            ]
          : [],
      );
    }),
  );
}

/** Words that comments do without. @param {Commented[]} files @returns {Fault[]} */
export function wordFaults(files) {
  return files.flatMap((file) =>
    file.comments.flatMap(({ text, start }) =>
      text.split("\n").flatMap((line, index) => {
        const word = WORDS.exec(line)?.[1];
        const at = lineAt(file.text, start) + index;
        return word ? [{ file: file.path, line: at, rule: `"${word}" in a comment: use the field's word` }] : [];
      }),
    ),
  );
}

/** The same words in the names of files. @param {string[]} paths @returns {Fault[]} */
export function fileWordFaults(paths) {
  return paths.flatMap((file) => {
    const word = WORDS.exec(path.posix.basename(file).replace(/[-_.]/g, " "))?.[1];
    return word ? [{ file, line: 1, rule: `"${word}" in the file's name: use the field's word` }] : [];
  });
}
