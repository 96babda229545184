// Reads the runners' own reports into { passed, failed, skipped }.
import fs from "node:fs";

export const NONE = { passed: 0, failed: 0, skipped: 0 };

/** Adds up. */
export function sum(...counts) {
  return counts.reduce(
    (all, one) => ({
      passed: all.passed + one.passed,
      failed: all.failed + one.failed,
      skipped: all.skipped + one.skipped,
    }),
    NONE,
  );
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
  };
}

/** Playwright's json report; errors outside any test count as one that failed. */
export function playwrightCounts(report) {
  const { expected, unexpected, flaky, skipped } = report.stats;
  const outside = unexpected === 0 && (report.errors ?? []).length > 0 ? 1 : 0;
  return { passed: expected + flaky, failed: unexpected + outside, skipped };
}

/** Reads a report; a runner that died without one counts as one failed test when its exit code says so. */
export function readCounts(file, reader, succeeded) {
  try {
    const counts = reader(JSON.parse(fs.readFileSync(file, "utf8")));
    return succeeded || counts.failed > 0 ? counts : { ...counts, failed: 1 };
  } catch {
    return succeeded ? NONE : { ...NONE, failed: 1 };
  }
}

/** The closing line, in the form that any CI reads. */
export function closingLine({ passed, failed, skipped }) {
  return `${passed} passed, ${failed} failed, ${skipped} skipped`;
}
