// Reads the runners' own reports into { passed, failed, skipped, failures }; failures: what failed and why, in a few
// lines.
import fs from "node:fs";
import path from "node:path";
import { ROOT } from "./settings.mjs";

/**
 * @typedef {{ passed: number, failed: number, skipped: number, failures: string[] }} Counts
 * @typedef {{ status: string, fullName: string, failureMessages?: string[] }} Assertion
 * @typedef {{
 *   numPassedTests: number, numFailedTests: number, numPendingTests: number, numTodoTests: number,
 *   testResults?: { name: string, message?: string, status: string, assertionResults: Assertion[] }[]
 * }} VitestReport
 * @typedef {{ ok: boolean, file?: string, title?: string, tests?: { results?: { error?: Reported }[] }[] }} Spec
 * @typedef {{ message?: string }} Reported
 * @typedef {{ specs?: Spec[], suites?: Suite[] }} Suite
 * @typedef {{
 *   stats: { expected: number, unexpected: number, flaky: number, skipped: number },
 *   errors?: Reported[], suites?: Suite[]
 * }} PlaywrightReport
 */

/** @type {Counts} */
export const NONE = { passed: 0, failed: 0, skipped: 0, failures: [] };

/** Adds up. @param {Counts[]} counts */
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

/**
 * "file › title", and below it the first lines of the message, without colors.
 * @param {string | undefined} file @param {string | undefined} title @param {string | undefined} message
 */
function failure(file, title, message) {
  const where = file && path.isAbsolute(file) ? path.relative(ROOT, file) : file;
  const plain = (message ?? "").split(`${ESCAPE}[`).map((part, n) => (n === 0 ? part : part.replace(/^[\d;]*m/, "")));
  const lines = plain.join("").split("\n").slice(0, LINES);
  return [[where, title].filter(Boolean).join(" › "), ...lines.map((line) => `    ${line}`)].join("\n");
}

/**
 * Vitest's json report. A file that could not even be loaded holds no test: it counts as one that failed.
 * @param {VitestReport} report @returns {Counts}
 */
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

/**
 * Playwright's json report; errors outside any test count as one that failed.
 * @param {PlaywrightReport} report @returns {Counts}
 */
export function playwrightCounts(report) {
  const { expected, unexpected, flaky, skipped } = report.stats;
  const outside = unexpected === 0 && (report.errors ?? []).length > 0 ? 1 : 0;
  /** @type {(suite: Suite) => Spec[]} */
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
      ...(outside ? [failure("Playwright", "outside any test", report.errors?.[0]?.message)] : []),
    ],
  };
}

const OUTSIDE = "No test failed, yet the runner ended with a fault: what it printed above says which.";

/**
 * Reads a report; a runner that ended without one counts as one failed test when its exit code says so.
 * @template Report @param {string} file @param {(report: Report) => Counts} reader @param {boolean} succeeded
 */
export function readCounts(file, reader, succeeded) {
  try {
    const counts = reader(JSON.parse(fs.readFileSync(file, "utf8")));
    if (succeeded || counts.failed > 0) return counts;
    return { ...counts, failed: 1, failures: [OUTSIDE] };
  } catch {
    return succeeded ? NONE : { ...NONE, failed: 1, failures: [OUTSIDE] };
  }
}

/** The closing line, in the form that any CI reads. @param {Counts} counts */
export function closingLine({ passed, failed, skipped }) {
  return `${passed} passed, ${failed} failed, ${skipped} skipped`;
}
