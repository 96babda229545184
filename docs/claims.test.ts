import { existsSync, readFileSync } from "node:fs";
import { expect, test } from "vitest";

/** Rows of the tables in docs/claims.md: step, file, function, `test file: test`. */
const rows = readFileSync("docs/claims.md", "utf8")
  .split("\n")
  .filter((line) => line.startsWith("| ") && !line.startsWith("| step"))
  .map((line) => line.split("|").map((cell) => cell.trim()))
  .map(([, step = "", file = "", name = "", proof = ""]) => ({ step, file, name, proof }));

test("both claims are listed whole", () => {
  expect(rows).toHaveLength(17);
});

test.each(rows)("$step", ({ file, name, proof }) => {
  expect(existsSync(file), `${file} is gone`).toBe(true);
  expect(readFileSync(file, "utf8"), `${file} has no ${name}`).toMatch(
    new RegExp(`(function |const )${name}\\b|^${name}\\(\\)`, "m"),
  );
  const [testFile = "", title = ""] = proof.split(": ");
  expect(existsSync(testFile), `${testFile} is gone`).toBe(true);
  expect(readFileSync(testFile, "utf8"), `${testFile} has no test "${title}"`).toContain(`"${title}"`);
});
