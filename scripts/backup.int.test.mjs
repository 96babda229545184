import { spawn, spawnSync } from "node:child_process";
import { once } from "node:events";
import { chmodSync, existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { afterAll, expect, test } from "vitest";
import { postgresStatus, stopPostgres } from "../db/postgres/server.mjs";
import { foreignEnvironment } from "./environment.mjs";
import { ROOT } from "./settings.mjs";

const folder = mkdtempSync(path.join(tmpdir(), "spillway-backup-command-"));
chmodSync(folder, 0o711); // The server's user has to get through, where root runs the tests.
/** @param {string} name */
const inFolder = (name) => path.join(folder, name);

afterAll(async () => {
  for (const name of ["one", "two"]) await stopPostgres(inFolder(name));
  rmSync(folder, { recursive: true, force: true });
});

/**
 * The same at a terminal of its own, where a person answers each question with a line.
 * @param {string} data @param {string[]} args @param {[question: string, answer: string][]} dialogue
 * @returns {Promise<{ code: number, shown: string }>}
 */
async function atTerminal(data, args, dialogue) {
  const env = { ...foreignEnvironment(), SPILLWAY_DATA: inFolder(data), SPILLWAY_MODE: "production" };
  const command = [process.execPath, path.join(ROOT, "scripts/spillway.mjs"), ...args]
    .map((word) => `'${word}'`)
    .join(" ");
  const terminal = spawn("script", ["-qec", command, "/dev/null"], { env: { ...env, SHELL: "/bin/sh" }, cwd: ROOT });
  let shown = "";
  const waiting = [...dialogue];
  terminal.stdout.on("data", (chunk) => {
    shown += chunk;
    const [next] = waiting;
    if (!next || !shown.endsWith(next[0])) return;
    waiting.shift();
    terminal.stdin.write(`${next[1]}\r`);
  });
  const [code] = await once(terminal, "close");
  return { code, shown };
}

/**
 * The command line on one data directory, with a PostgreSQL of its own.
 * @param {string} data @param {string[]} args @param {Record<string, string>} [more]
 */
function spillway(data, args, more = {}) {
  const env = { ...foreignEnvironment(), SPILLWAY_DATA: inFolder(data), SPILLWAY_MODE: "production", ...more };
  const file = path.join(ROOT, "scripts/spillway.mjs");
  const { status, stdout, stderr } = spawnSync(process.execPath, [file, ...args], { env, encoding: "utf8", cwd: ROOT });
  return { status, stdout, stderr };
}

test("an installation is backed up, and restored in another folder with its people and its secrets", async () => {
  const keys = `k1:${Buffer.alloc(32, 9).toString("base64")}`;
  const word = inFolder("passphrase");
  writeFileSync(word, "correct horse battery\n");
  const file = inFolder("spillway.backup");
  const given = ["--passphrase-file", word];

  // The command line makes the first installation from its secrets.
  expect(spillway("one", ["doctor"]).stderr).toContain("There is no installation");
  const secrets = { keys, nextAuthSecret: "n".repeat(40), cronSecret: "c".repeat(40), sandboxTokens: {} };
  spawnSync("mkdir", ["-m", "711", inFolder("one")]);
  writeFileSync(inFolder("one/secrets.json"), JSON.stringify(secrets));
  const added = spillway("one", ["staff", "add", "--email", "ada@example.com", "--role", "owner"]);
  expect(added).toMatchObject({ status: 0 });

  expect(spillway("one", ["backup", file]).stderr).toContain("The passphrase is missing");
  const saved = spillway("one", ["backup", file, ...given, "--json"]);
  expect(saved).toMatchObject({ status: 0, stderr: "" });
  expect(readFileSync(file).includes("ada@example.com")).toBe(false);
  expect(readFileSync(file).includes(keys)).toBe(false);

  const asked = inFolder("asked.backup");
  const secret = "asked and answered";
  const question = "Passphrase of the backup: ";
  const differing = await atTerminal(
    "one",
    ["backup", asked],
    [
      [question, secret],
      ["Once more: ", "something else"],
    ],
  );
  expect(differing).toMatchObject({ code: 1, shown: expect.stringContaining("The two passphrases differ.") });
  const short = await atTerminal(
    "one",
    ["backup", asked],
    [
      [question, "short"],
      ["Once more: ", "short"],
    ],
  );
  expect(short).toMatchObject({ code: 2, shown: expect.stringContaining("12 letters or more") });
  const stopped = await atTerminal("one", ["backup", asked], [[question, "\u0003"]]);
  expect(stopped).toMatchObject({ code: 1, shown: expect.stringContaining("Stopped.") });
  expect(existsSync(asked)).toBe(false);
  const typed = await atTerminal(
    "one",
    ["backup", asked],
    [
      [question, `${secret}x\u007f`],
      ["Once more: ", secret],
    ],
  );
  expect(typed).toMatchObject({ code: 0, shown: expect.stringContaining("tables and the secrets") });
  expect(typed.shown).not.toContain(secret);
  const verified = await atTerminal("two", ["verify", asked], [[question, secret]]);
  expect(verified).toMatchObject({ code: 0, shown: expect.stringContaining("is whole") });

  expect(spillway("two", ["verify", file, ...given]).stdout).toContain("is whole");
  const wrong = spillway("two", ["restore", file], { SPILLWAY_BACKUP_PASSPHRASE: "another passphrase" });
  expect(wrong).toMatchObject({ status: 4, stdout: "" });
  expect(wrong.stderr).toContain("The passphrase does not open");
  expect(existsSync(inFolder("two"))).toBe(false);

  const other = { SPILLWAY_KEYS: `k2:${Buffer.alloc(32, 8).toString("base64")}` };
  const conflict = spillway("two", ["restore", file, ...given], other);
  expect(conflict.stderr).toContain("SPILLWAY_KEYS holds other keys than the backup");
  expect(conflict).toMatchObject({ status: 4 });
  expect(existsSync(inFolder("two/secrets.json"))).toBe(false);

  const restored = spillway("two", ["restore", file, ...given]);
  expect(restored).toMatchObject({ status: 0, stderr: "" });
  expect(restored.stdout).toContain("is restored");
  expect(JSON.parse(readFileSync(inFolder("two/secrets.json"), "utf8"))).toEqual(secrets);
  expect(postgresStatus(inFolder("two"))).toEqual({ running: false });
  const link = spillway("two", ["staff", "sign-in-link", "--email", "ada@example.com"]);
  expect(link).toMatchObject({ status: 0 });

  const again = spillway("two", ["restore", file, ...given]);
  expect(again).toMatchObject({ status: 1 });
  expect(again.stderr).toContain("The database is not empty");
}, 400_000);
