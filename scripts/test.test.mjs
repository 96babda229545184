import { describe, expect, test } from "vitest";
import { parseArguments, testEnvironment } from "./test.mjs";
import { closingLine, NONE, playwrightCounts, readCounts, sum, vitestCounts } from "./test-counts.mjs";
import { onPath } from "./test-tools.mjs";

describe("what was asked for", () => {
  test("nothing: all but the long ones", () => {
    const { names } = parseArguments([]);
    expect(names.at(0)).toBe("lint");
    expect(names).toContain("browser");
    expect(names).not.toContain("long");
  });

  test("--long: those too", () => {
    expect(parseArguments(["--long"])).toMatchObject({ long: true });
    expect(parseArguments(["--long"]).names).toContain("long");
  });

  test("stages by name keep their order, other words are filters, the browser brings its build", () => {
    expect(parseArguments(["browser", "unit", "server/usage"])).toEqual({
      names: ["unit", "build", "browser"],
      filters: ["server/usage"],
      long: false,
    });
  });
});

test("tests see nothing of an installation", () => {
  const env = testEnvironment({
    PATH: "/bin",
    DATABASE_URL: "postgres://x",
    SPILLWAY_TEST_CLOCK: "x",
    npm_config_a: "1",
    CI: "true",
  });
  expect(env).toMatchObject({ PATH: "/bin", CI: "true" });
  for (const name of ["DATABASE_URL", "SPILLWAY_TEST_CLOCK", "npm_config_a"]) expect(env).not.toHaveProperty(name);
});

describe("counts", () => {
  test("vitest: a file that could not be loaded counts as failed", () => {
    const report = {
      numPassedTests: 3,
      numFailedTests: 1,
      numPendingTests: 2,
      numTodoTests: 0,
      testResults: [
        { name: "/x/a.test.ts", message: "no such module", status: "failed", assertionResults: [] },
        {
          name: "/x/b.test.ts",
          status: "failed",
          assertionResults: [
            { status: "passed", fullName: "fine" },
            { status: "failed", fullName: "adds up", failureMessages: ["\u001b[31mexpected 1\u001b[39m to be 2"] },
          ],
        },
      ],
    };
    const { failures, ...counts } = vitestCounts(report);
    expect(counts).toEqual({ passed: 3, failed: 2, skipped: 2 });
    expect(failures).toHaveLength(2);
    expect(failures[0]).toMatch(/a\.test\.ts › could not be loaded\n {4}no such module$/);
    expect(failures[1]).toMatch(/b\.test\.ts › adds up\n {4}expected 1 to be 2$/);
  });

  test("Playwright", () => {
    const stats = { expected: 4, unexpected: 0, flaky: 1, skipped: 2 };
    expect(playwrightCounts({ stats, errors: [] })).toEqual({ passed: 5, failed: 0, skipped: 2, failures: [] });
    const spec = {
      ok: false,
      file: "a.spec.ts",
      title: "signs in",
      tests: [{ results: [{ error: { message: "no button" } }] }],
    };
    const suites = [{ suites: [{ specs: [spec, { ok: true }] }] }];
    expect(playwrightCounts({ stats: { ...stats, unexpected: 1 }, suites })).toMatchObject({
      failed: 1,
      failures: ["a.spec.ts › signs in\n    no button"],
    });
    expect(playwrightCounts({ stats, errors: [{}] }).failed).toBe(1);
  });

  test("a runner that died without a report has failed", () => {
    expect(readCounts("/nonexistent", vitestCounts, false)).toMatchObject({ passed: 0, failed: 1, skipped: 0 });
    expect(readCounts("/nonexistent", vitestCounts, true).failed).toBe(0);
  });

  test("the closing line", () => {
    expect(closingLine(sum({ ...NONE, passed: 1, skipped: 2 }, { ...NONE, passed: 3, failed: 1 }))).toBe(
      "4 passed, 1 failed, 2 skipped",
    );
  });
});

test("programs on the PATH", () => {
  expect(onPath("sh", "/nowhere:/bin:/usr/bin")).toBe(true);
  expect(onPath("sh", "/nowhere")).toBe(false);
});
