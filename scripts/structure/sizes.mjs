// Sizes: half the files under 80 lines, nine in ten under 250.
const HALF = 80;
const NINE_IN_TEN = 250;

/** The value at a share of the sorted figures. @param {number[]} sorted @param {number} share */
const at = (sorted, share) => sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? 0;

/**
 * Number, median and 90th percentile of the lines of the product's files, tests and migrations included and left out.
 * @param {import("./source.mjs").Source[]} sources
 */
export function sizesOf(sources) {
  const lines = sources
    .filter(({ path }) => /^(server|components|app|worker|cli|db)\//.test(path))
    .map(({ text }) => text.trimEnd().split("\n").length)
    .sort((a, b) => a - b);
  return { files: lines.length, median: at(lines, 0.5), p90: at(lines, 0.9) };
}

/** @param {import("./source.mjs").Source[]} sources @returns {import("./source.mjs").Fault[]} */
export function sizeFaults(sources) {
  const { median, p90 } = sizesOf(sources);
  const faults = [];
  if (median >= HALF) faults.push(`half of the files have ${median} lines or more: at most ${HALF - 1}`);
  if (p90 >= NINE_IN_TEN) faults.push(`one file in ten has ${p90} lines or more: at most ${NINE_IN_TEN - 1}`);
  return faults.map((rule) => ({ file: "server", line: 1, rule }));
}
