import { spawnSync } from "node:child_process";
import fs from "node:fs";
import os from "node:os";
import path from "node:path";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { chooseServer, majorOf } from "./binaries.mjs";
import { livingServer, parsePidFile } from "./cluster.mjs";
import { administratorSql } from "./given.mjs";
import { isAlive, lockHolder, processStart, tryLock, waitForLock } from "./lock.mjs";
import { addresses, readRecord, writeRecord } from "./record.mjs";
import { grants } from "./roles.mjs";
import { pickUser } from "./server-user.mjs";

/** @type {string} */
let folder;
beforeEach(() => {
  folder = fs.mkdtempSync(path.join(os.tmpdir(), "spillway-launcher-test-"));
});
afterEach(() => fs.rmSync(folder, { recursive: true, force: true }));

describe("which server", () => {
  /** @typedef {import("./binaries.mjs").Server} Server */
  /** @type {Server} */
  const fifteen = { folder: "/usr/lib/postgresql/15/bin", major: 15, kind: "system" };
  /** @type {Server} */
  const seventeen = { folder: "/usr/lib/postgresql/17/bin", major: 17, kind: "system" };
  /** @type {Server} */
  const embedded = { folder: "/m/native/bin", major: 18, kind: "embedded" };

  test.each([
    ["postgres (PostgreSQL) 15.18 (Debian 15.18-0+deb12u1)", 15],
    ["postgres (PostgreSQL) 18beta1", 18],
    ["", undefined],
    [null, undefined],
  ])("version %s is %s", (line, major) => expect(majorOf(line)).toBe(major));

  test("a new cluster takes the first that is new enough", () => {
    expect(chooseServer([seventeen, fifteen, embedded], undefined, undefined).server).toBe(seventeen);
    expect(chooseServer([{ ...fifteen, major: 13 }, embedded], undefined, undefined).server).toBe(embedded);
    expect(chooseServer([], undefined, undefined).fault).toContain("DATABASE_URL");
  });

  test("existing data decides, the recorded folder first, and nothing else is started", () => {
    expect(chooseServer([seventeen, fifteen], 15, undefined).server).toBe(fifteen);
    const other = { ...fifteen, folder: "/opt/15/bin" };
    expect(chooseServer([fifteen, other], 15, other.folder).server).toBe(other);
    expect(chooseServer([fifteen, other], 15, "/gone").server).toBe(fifteen);
    const { server, fault } = chooseServer([seventeen], 15, undefined);
    expect(server).toBeUndefined();
    expect(fault).toContain("PostgreSQL 15");
    expect(fault).toContain("17");
  });
});

test("the server's user: postgres first, else another system user, never root", () => {
  /** @param {string} name @param {number} uid */
  const line = (name, uid) => `${name}:x:${uid}:${uid}::/:/bin/sh`;
  expect(pickUser([line("root", 0), line("nobody", 65534), line("postgres", 101)].join("\n"))).toMatchObject({
    uid: 101,
  });
  expect(pickUser([line("root", 0), line("nobody", 65534)].join("\n"))).toMatchObject({ name: "nobody" });
  expect(pickUser([line("root", 0), line("postgres", 0), line("me", 1000)].join("\n"))).toBeUndefined();
});

describe("locks", () => {
  test("one holder; free again after release", () => {
    const file = path.join(folder, "a.lock");
    const release = tryLock(file);
    expect(release).toBeTypeOf("function");
    expect(tryLock(file)).toBeUndefined();
    expect(lockHolder(file)).toMatchObject({ pid: process.pid });
    release?.();
    expect(tryLock(file)).toBeTypeOf("function");
  });

  test("a dead holder's lock is taken, a reused number is not mistaken for the holder", () => {
    const file = path.join(folder, "a.lock");
    const gone = spawnSync("true").pid;
    fs.writeFileSync(file, `${gone} 1`);
    expect(lockHolder(file)).toBeUndefined();
    fs.writeFileSync(file, `${process.pid} 1`);
    if (processStart(process.pid) !== "") expect(lockHolder(file)).toBeUndefined();
    fs.writeFileSync(file, `${gone} 1`);
    expect(tryLock(file)).toBeTypeOf("function");
    expect(fs.readdirSync(folder)).toEqual(["a.lock"]);
  });

  test("only one of many processes gets it", async () => {
    const file = path.join(folder, "a.lock");
    fs.writeFileSync(file, "999999999 1");
    const module = path.join(import.meta.dirname, "lock.mjs");
    const code = `const { tryLock } = await import(${JSON.stringify(module)}); console.log(tryLock(${JSON.stringify(file)}) ? "got" : "no"); process.stdin.resume();`;
    const { spawn } = await import("node:child_process");
    const tries = Array.from({ length: 6 }, () => spawn(process.execPath, ["--input-type=module", "-e", code]));
    const answers = await Promise.all(
      tries.map((one) => new Promise((resolve) => one.stdout.once("data", (data) => resolve(String(data).trim())))),
    );
    for (const one of tries) one.stdin.end();
    expect(answers.filter((answer) => answer === "got")).toHaveLength(1);
  });

  test("waiting ends with a sentence", async () => {
    const file = path.join(folder, "a.lock");
    tryLock(file);
    await expect(waitForLock(file, "a build", 0)).rejects.toThrow("a build");
  });

  test("no process has number 0 or below", () => {
    expect([isAlive(0), isAlive(-1), isAlive(Number.NaN)]).toEqual([false, false, false]);
  });
});

describe("a server found alive", () => {
  test("postmaster.pid is read", () => {
    const text = "4711\n/data/cluster\n1790000000\n39681\n\n127.0.0.1\n  123 456\nready\n";
    expect(parsePidFile(text)).toEqual({ pid: 4711, folder: "/data/cluster", port: 39681 });
  });

  test("a number that another program has now is no server", () => {
    fs.writeFileSync(path.join(folder, "postmaster.pid"), `${process.pid}\n${folder}\n1\n5432\n`);
    if (fs.existsSync("/proc/self/cwd")) expect(livingServer(folder)).toBeUndefined();
  });
});

test("the record is readable by its owner alone, and damage is reported", () => {
  const passwords = { superuser: "s", owner: "o", app: "a" };
  /** @type {import("./record.mjs").Record} */
  const record = { port: 5, passwords, binaries: "/b", programs: "/p", kind: "system", major: 15 };
  writeRecord(folder, record);
  expect(fs.statSync(path.join(folder, "postgres.json")).mode & 0o777).toBe(0o600);
  expect(readRecord(folder)).toEqual(record);
  expect(addresses(record).databaseUrl).toBe("postgres://spillway_app:a@127.0.0.1:5/spillway");
  fs.writeFileSync(path.join(folder, "postgres.json"), "{");
  expect(() => readRecord(folder)).toThrow("damaged");
});

test("the administrator's SQL quotes names, and from 16 on memberships do not inherit", () => {
  const about = { app: 'a"b', owner: "o", database: "d", major: 16 };
  expect(administratorSql(about)).toContain('GRANT spillway_customer TO "a""b" WITH INHERIT FALSE;');
  expect(grants("a", "o", 15)[0]).not.toContain("INHERIT");
});
