import { describe, expect, test } from "vitest";
import { parseArguments, testEnvironment } from "./test.mjs";
import { closingLine, playwrightCounts, readCounts, sum, vitestCounts } from "./test-counts.mjs";
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
  expect(env.DATABASE_URL ?? env.SPILLWAY_TEST_CLOCK ?? env.npm_config_a).toBeUndefined();
});

describe("counts", () => {
  test("vitest: a file that could not be loaded counts as failed", () => {
    const report = {
      numPassedTests: 3,
      numFailedTests: 1,
      numPendingTests: 2,
      numTodoTests: 0,
      testResults: [
        { status: "failed", assertionResults: [] },
        { status: "failed", assertionResults: [{}] },
      ],
    };
    expect(vitestCounts(report)).toEqual({ passed: 3, failed: 2, skipped: 2 });
  });

  test("Playwright", () => {
    const stats = { expected: 4, unexpected: 0, flaky: 1, skipped: 2 };
    expect(playwrightCounts({ stats, errors: [] })).toEqual({ passed: 5, failed: 0, skipped: 2 });
    expect(playwrightCounts({ stats, errors: [{}] }).failed).toBe(1);
  });

  test("a runner that died without a report has failed", () => {
    expect(readCounts("/nonexistent", vitestCounts, false)).toEqual({ passed: 0, failed: 1, skipped: 0 });
    expect(readCounts("/nonexistent", vitestCounts, true).failed).toBe(0);
  });

  test("the closing line", () => {
    expect(closingLine(sum({ passed: 1, failed: 0, skipped: 2 }, { passed: 3, failed: 1, skipped: 0 }))).toBe(
      "4 passed, 1 failed, 2 skipped",
    );
  });
});

test("programs on the PATH", () => {
  expect(onPath("sh", "/nowhere:/bin:/usr/bin")).toBe(true);
  expect(onPath("sh", "/nowhere")).toBe(false);
});
