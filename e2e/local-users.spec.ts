import { execFileSync } from "node:child_process";
import { readdirSync, readFileSync, statSync } from "node:fs";
import path from "node:path";
import { expect, test } from "@playwright/test";
import { dataDir, readData } from "./support/installation";

// What another user of the machine gets of a running installation: nothing
// (docs/decisions/014-users-of-the-sandbox.md).

const isRoot = process.getuid?.() === 0;

/** What a shell of an ordinary user without any group prints; `input` is what it reads. Root alone can become it. */
const asAnother = (script: string, input = "") =>
  execFileSync(
    "setpriv",
    [
      "--reuid=65534",
      "--regid=65534",
      "--clear-groups",
      "--no-new-privs",
      "sh",
      "-c",
      `{ ${script} ; } 2>/dev/null; true`,
    ],
    {
      input,
      encoding: "utf8",
      env: { NODE_ENV: "test", PATH: process.env.PATH ?? "" },
      cwd: "/",
      maxBuffer: 64 * 1024 ** 2,
    },
  );

/** Whether a file's permissions give others these rights (octal); a file that went meanwhile gives none. */
const givesOthers = (file: string, rights: number) =>
  ((statSync(file, { throwIfNoEntry: false })?.mode ?? 0) & rights) !== 0;

/** Whether others get to a file below the data folder: through each folder above it. */
const isReached = (file: string): boolean =>
  file === dataDir() || (givesOthers(path.dirname(file), 0o001) && isReached(path.dirname(file)));

test("no file of the data folder but its lock and what names nobody can be read, nor any be written or listed", () => {
  const files = readdirSync(dataDir(), { recursive: true, encoding: "utf8", withFileTypes: true }).map((entry) =>
    path.join(entry.parentPath, entry.name),
  );
  const logs = files.filter((file) => /\/logs\/.+\.log$/.test(file));
  const machines = files.filter((file) => file.includes("/instances/"));
  expect([logs.length > 2, machines.length > 10]).toEqual([true, true]);
  // By their permissions, whoever runs the tests; root also looks as another user.
  const open = files.filter((file) => statSync(file, { throwIfNoEntry: false })?.isFile() && isReached(file));
  const ofOthers = (rights: number) => open.filter((file) => givesOthers(file, rights));
  const own = /^(start\.lock|clock|walk\.json|postgres-users\/[\w.-]+)$/;
  expect(ofOthers(0o004).filter((file) => !own.test(path.relative(dataDir(), file)))).toEqual([]);
  expect(ofOthers(0o002)).toEqual([]);
  for (const folder of [dataDir(), `${dataDir()}/logs`, `${dataDir()}/sandbox-a`])
    expect(givesOthers(folder, 0o006), folder).toBe(false);
  if (!isRoot) return;
  const list = files.join("\n");
  const readable = asAnother(
    'while IFS= read -r file; do [ -f "$file" ] && [ -r "$file" ] && echo "$file"; done',
    list,
  );
  const names = readable
    .split("\n")
    .filter(Boolean)
    .map((file) => path.relative(dataDir(), file));
  expect(names.filter((name) => !own.test(name))).toEqual([]);
  const writable = asAnother(
    'while IFS= read -r file; do [ -w "$file" ] && echo "$file"; done',
    `${dataDir()}\n${list}`,
  );
  expect(writable.split("\n").filter((file) => file && !/\/(null|zero|tty)$/.test(file))).toEqual([]);
  expect(asAnother(`ls ${dataDir()}; ls ${dataDir()}/logs; ls ${dataDir()}/sandbox-a`)).toBe("");
});

test("no process shows its environment, its memory or its files", () => {
  test.skip(process.platform !== "linux", "processes are looked at under /proc");
  const mine = (pid: string) => {
    try {
      return readFileSync(`/proc/${pid}/environ`, "utf8").includes(dataDir());
    } catch {
      return false;
    }
  };
  const ours = readdirSync("/proc").filter((name) => /^\d+$/.test(name) && mine(name));
  expect(ours.length).toBeGreaterThan(5);
  for (const pid of ours)
    for (const name of ["environ", "mem", "fd"]) expect(givesOthers(`/proc/${pid}/${name}`, 0o006), name).toBe(false);
  if (!isRoot) return;
  const script = 'while read -r pid; do head -c 1 "/proc/$pid/environ" && echo "$pid"; ls "/proc/$pid/fd"; done';
  expect(asAnother(script, ours.join("\n"))).toBe("");
});

test("the sandbox clouds answer nobody who has no token, and run nothing for them", async () => {
  const { sandboxTokens } = readData<{ sandboxTokens: Record<string, string> }>("secrets.json");
  for (const slug of Object.keys(sandboxTokens)) {
    const address = readFileSync(path.join(dataDir(), slug, "address"), "utf8").trim();
    for (const [method, at] of [
      ["GET", "/v1"],
      ["GET", "/v1/instances"],
      ["POST", "/v1/instances"],
      ["POST", "/v1/instances/any/exec"],
      ["GET", "/v1/requests"],
      ["GET", "/storage/any/config"],
    ] as const)
      for (const authorization of ["", "Bearer ", "Bearer guess", `Bearer ${"x".repeat(48)}`, "Basic YTpi"]) {
        const answer = await fetch(address + at, {
          method,
          headers: { ...(authorization ? { authorization } : {}), "content-type": "application/json" },
          ...(method === "POST" ? { body: JSON.stringify({ command: "id" }) } : {}),
        });
        expect([slug, method, at, authorization, answer.status]).toEqual([slug, method, at, authorization, 401]);
      }
  }
});
