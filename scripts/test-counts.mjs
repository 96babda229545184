// Reads the runners' own reports into { passed, failed, skipped, failures }; failures: what failed and why, in a few
// lines.
import fs from "node:fs";
import path from "node:path";
import { ROOT } from "./settings.mjs";

export const NONE = { passed: 0, failed: 0, skipped: 0, failures: [] };

/** Adds up. */
export function sum(...counts) {
  return counts.reduce(
    (all, one) => ({
      passed: all.passed + one.passed,
      failed: all.failed + one.failed,
      skipped: all.skipped + one.skipped,
      failures: [...all.failures, ...one.failures],
    }),
    NONE,
  );
}

const LINES = 12;
const ESCAPE = String.fromCharCode(27);

/** "file › title", and below it the first lines of the message, without colours. */
function failure(file, title, message) {
  const where = path.isAbsolute(file ?? "") ? path.relative(ROOT, file) : file;
  const plain = (message ?? "").split(`${ESCAPE}[`).map((part, n) => (n === 0 ? part : part.replace(/^[\d;]*m/, "")));
  const lines = plain.join("").split("\n").slice(0, LINES);
  return [[where, title].filter(Boolean).join(" › "), ...lines.map((line) => `    ${line}`)].join("\n");
}

/** Vitest's json report. A file that could not even be loaded holds no test: it counts as one that failed. */
export function vitestCounts(report) {
  const unloaded = (report.testResults ?? []).filter(
    ({ status, assertionResults }) => status === "failed" && assertionResults.length === 0,
  );
  return {
    passed: report.numPassedTests,
    failed: report.numFailedTests + unloaded.length,
    skipped: report.numPendingTests + report.numTodoTests,
    failures: [
      ...unloaded.map(({ name, message }) => failure(name, "could not be loaded", message)),
      ...(report.testResults ?? []).flatMap(({ name, assertionResults }) =>
        assertionResults
          .filter(({ status }) => status === "failed")
          .map(({ fullName, failureMessages }) => failure(name, fullName, failureMessages?.[0])),
      ),
    ],
  };
}

/** Playwright's json report; errors outside any test count as one that failed. */
export function playwrightCounts(report) {
  const { expected, unexpected, flaky, skipped } = report.stats;
  const outside = unexpected === 0 && (report.errors ?? []).length > 0 ? 1 : 0;
  const specs = (suite) => [...(suite.specs ?? []), ...(suite.suites ?? []).flatMap(specs)];
  const failed = (report.suites ?? []).flatMap(specs).filter(({ ok }) => !ok);
  return {
    passed: expected + flaky,
    failed: unexpected + outside,
    skipped,
    failures: [
      ...failed.map(({ file, title, tests }) =>
        failure(file, title, tests?.[0]?.results?.at(-1)?.error?.message ?? "No message."),
      ),
      ...(outside ? [failure("Playwright", "outside any test", report.errors[0]?.message)] : []),
    ],
  };
}

const OUTSIDE = "No test failed, yet the runner ended with a fault: what it printed above says which.";

/** Reads a report; a runner that died without one counts as one failed test when its exit code says so. */
export function readCounts(file, reader, succeeded) {
  try {
    const counts = reader(JSON.parse(fs.readFileSync(file, "utf8")));
    if (succeeded || counts.failed > 0) return counts;
    return { ...counts, failed: 1, failures: [OUTSIDE] };
  } catch {
    return succeeded ? NONE : { ...NONE, failed: 1, failures: [OUTSIDE] };
  }
}

/** The closing line, in the form that any CI reads. */
export function closingLine({ passed, failed, skipped }) {
  return `${passed} passed, ${failed} failed, ${skipped} skipped`;
}
