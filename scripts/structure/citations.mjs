// The repository carries its own rules: nothing in it cites a document that is not in it.
import { lineAt } from "./source.mjs";

const OUTSIDE =
  /(?<!\/)\b(?:product|installers|foundations|stack|screens|LOOK|models|field|operating)\.md\b|(?<!docs\/)\barchitecture\.md\b/g;

/**
 * Mentions of documents outside the repository. Inside docs/ a link needs no folder.
 * @param {[string, string][]} files path from the root and text @returns {import("./source.mjs").Fault[]}
 */
export function citationFaults(files) {
  return files.flatMap(([file, text]) =>
    [...text.matchAll(OUTSIDE)]
      .filter(([name]) => !(name === "architecture.md" && /^docs\/[^/]+\.md$/.test(file)))
      .map((match) => ({
        file,
        line: lineAt(text, match.index),
        rule: `cites ${match[0]}, which is not in the repository: docs/rules.md and docs/architecture.md are`,
      })),
  );
}
