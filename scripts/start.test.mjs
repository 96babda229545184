import fs from "node:fs";
import os from "node:os";
import path from "node:path";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { prune } from "./build.mjs";
import { processEnvironment } from "./environment.mjs";
import { missingOptional, registryAddresses, withoutIntegrity } from "./lock-check.mjs";
import { holdsLock, nodeFault, packagesStamp } from "./packages.mjs";
import { assignPorts } from "./ports.mjs";
import { claimData, makeDataDir, readRunning, refuseUnused, requireSpace, writeRunning } from "./running.mjs";
import { ensureSecrets } from "./secrets.mjs";
import { installationOf, ROOT } from "./settings.mjs";
import { isSource, sourcesHash } from "./sources.mjs";
import { trimPackages } from "./trim-packages.mjs";

/** @type {string} */
let folder;
beforeEach(() => {
  folder = fs.mkdtempSync(path.join(os.tmpdir(), "spillway-start-test-"));
});
afterEach(() => fs.rmSync(folder, { recursive: true, force: true }));

describe("secrets", () => {
  test("are made once, readable by their owner only, and stay", () => {
    const first = ensureSecrets(folder, {}, { databaseInUse: false, sandboxes: ["sandbox-a"] });
    expect(first.keys).toMatch(/^k1:[A-Za-z0-9+/]{43}=$/);
    // No secret begins with a character that a program could take for an option.
    for (const secret of [first.nextAuthSecret, first.cronSecret, first.sandboxTokens["sandbox-a"]])
      expect(secret).toMatch(/^[0-9a-f]{64}$/);
    expect(fs.statSync(path.join(folder, "secrets.json")).mode & 0o777).toBe(0o600);
    const second = ensureSecrets(folder, {}, { databaseInUse: true, sandboxes: ["sandbox-a", "sandbox-b"] });
    expect(second).toMatchObject({ ...first, sandboxTokens: first.sandboxTokens });
    expect(second.sandboxTokens["sandbox-b"]).toBeTruthy();
  });

  test("lost keys are a fault, not replaced", () => {
    expect(() => ensureSecrets(folder, {}, { databaseInUse: true })).toThrow("keys of this database are lost");
    expect(fs.existsSync(path.join(folder, "secrets.json"))).toBe(false);
    fs.writeFileSync(path.join(folder, "secrets.json"), "{");
    expect(() => ensureSecrets(folder, {}, { databaseInUse: false })).toThrow("damaged");
  });

  test("what the environment gives is not written down", () => {
    const env = { SPILLWAY_KEYS: "k9:abc", NEXTAUTH_SECRET: "given" };
    expect(ensureSecrets(folder, env, { databaseInUse: true })).toMatchObject({
      keys: "k9:abc",
      nextAuthSecret: "given",
    });
    const stored = fs.readFileSync(path.join(folder, "secrets.json"), "utf8");
    expect(stored).not.toMatch(/k9|given/);
    expect(JSON.parse(stored).cronSecret).toBeTruthy();
  });
});

test("web and worker never get the owner's address, nor a test's", () => {
  const installation = { ...installationOf({}), dataDir: folder };
  const secrets = ensureSecrets(folder, {}, { databaseInUse: false });
  const outer = {
    DATABASE_OWNER_URL: "postgres://o",
    SPILLWAY_TEST_SUPERUSER_URL: "postgres://s",
    npm_config_x: "1",
    A: "1",
  };
  const build = { hash: "h", distDir: "d", tsconfig: "t" };
  const env = processEnvironment({ installation, secrets, databaseUrl: "postgres://app", build }, outer);
  expect(env).toMatchObject({
    A: "1",
    DATABASE_URL: "postgres://app",
    SPILLWAY_BUILD: "h",
    SPILLWAY_SANDBOX_CLOUDS: "[]",
  });
  expect(Object.keys(env)).not.toEqual(expect.arrayContaining(["DATABASE_OWNER_URL"]));
  for (const name of ["SPILLWAY_TEST_SUPERUSER_URL", "npm_config_x"]) expect(env).not.toHaveProperty(name);
});

describe("packages", () => {
  test.each([
    ["v20.18.9", true],
    ["v20.19.0", false],
    ["v18.20.0", true],
    ["v24.1.0", false],
  ])("Node %s is too old: %s", (version, tooOld) => {
    expect(nodeFault(version, ">=20.19") !== undefined).toBe(tooOld);
  });

  test("the stamp changes with lock, Node and processor", () => {
    /** @type {[lock: string, version: string, arch: NodeJS.Architecture][]} */
    const stamps = [
      ["a", "v20.1.0", "x64"],
      ["b", "v20.1.0", "x64"],
      ["a", "v22.1.0", "x64"],
      ["a", "v20.1.0", "arm64"],
    ];
    expect(new Set(stamps.map((args) => packagesStamp(...args))).size).toBe(4);
  });

  test("npm's own record of node_modules is believed when it holds the lock", () => {
    const lock = {
      packages: {
        "": {},
        "node_modules/a": { version: "1.0.0", integrity: "x" },
        "node_modules/b": { version: "1.0.0", optional: true },
        "node_modules/t": { version: "1.0.0", dev: true },
      },
    };
    const a = { version: "1.0.0", integrity: "x" };
    const t = { version: "1.0.0" };
    /** @param {Record<string, object>} packages @param {import("./packages.mjs").Extent} [extent] */
    const holds = (packages, extent = "product") => holdsLock(lock, { packages }, extent);
    expect(holds({ "node_modules/a": a })).toBe(true);
    expect(holds({})).toBe(false);
    expect(holds({ "node_modules/a": { ...a, version: "1.0.1" } })).toBe(false);
    expect(holds({ "node_modules/a": a, "node_modules/b": { version: "2.0.0" } })).toBe(false);
    expect(holds({ "node_modules/a": a }, "product and tests")).toBe(false);
    expect(holds({ "node_modules/a": a, "node_modules/t": t }, "product and tests")).toBe(true);
  });
});

describe("what an installation leaves out", () => {
  test("source maps, packages of the tests alone, and what no part loads; a file of another clone stays", () => {
    const names = [
      "a/a.js",
      "a/a.js.map",
      "a/map.js",
      "a/deep/b.d.mts.map",
      "a/road.map",
      "sharp/x.js",
      "@img/y/y.node",
    ];
    const kept = ["a/a.js", "a/map.js", "a/road.map", "@imgs/z.js", "sharper/z.js"];
    const root = folder;
    const files = () =>
      fs
        .readdirSync(root, { recursive: true, withFileTypes: true })
        .filter((entry) => !entry.isDirectory())
        .map((entry) => path.relative(root, path.join(entry.parentPath, entry.name)))
        .sort();
    for (const name of new Set([...names, ...kept, "t/t.js", "a/node_modules/sharp/own.js"])) {
      const file = path.join(root, "node_modules", name);
      fs.mkdirSync(path.dirname(file), { recursive: true });
      fs.writeFileSync(file, name);
    }
    fs.mkdirSync(path.join(root, "other"));
    fs.linkSync(path.join(root, "node_modules/a/a.js.map"), path.join(root, "other/a.js.map"));
    fs.symlinkSync(path.join(root, "other"), path.join(root, "node_modules/linked"));
    const packages = ["a", "sharp", "@img/y", "@imgs/z", "sharper", "a/node_modules/sharp"];
    const entries = packages.map((name) => [`node_modules/${name}`, {}]);
    const lock = { packages: { "": {}, ...Object.fromEntries(entries), "node_modules/t": { devOptional: true } } };
    const expected = [...kept, "a/node_modules/sharp/own.js", "linked"].map((name) => `node_modules/${name}`);
    for (const _ of ["once", "again"]) {
      trimPackages(root, lock);
      expect(files()).toEqual([...expected, "other/a.js.map"].sort());
    }
  });

  test("what the lock file names as optional of Next is what this leaves out", () => {
    const { packages } = JSON.parse(fs.readFileSync("package-lock.json", "utf8"));
    expect(packages["node_modules/next"].optionalDependencies).toHaveProperty("sharp");
    const holders = Object.entries(packages).filter(([, entry]) => entry.dependencies?.sharp);
    expect(holders).toEqual([]);
  });
});

describe("the lock file", () => {
  const lock = {
    packages: {
      "": { optionalDependencies: { top: "1.0.0" } },
      "node_modules/next": {
        version: "16.4.6",
        optionalDependencies: { "@next/swc-darwin-arm64": "16.4.6", here: "^1.0.0" },
      },
      "node_modules/here": { version: "1.0.0", resolved: "https://registry.example/here.tgz" },
      "node_modules/a/node_modules/b": { optionalDependencies: { here: "1.0.0", c: "1.0.0" } },
      "node_modules/a/node_modules/c": { version: "1.0.0" },
    },
  };

  test("holes are found, nested packages resolved as Node does", () => {
    expect(missingOptional(lock).map(({ name }) => name)).toEqual(["top", "@next/swc-darwin-arm64"]);
    expect(registryAddresses(lock)).toHaveLength(1);
  });

  test("an entry without a checksum is found, the committed lock has none", () => {
    const integrity = "sha512-x";
    const packages = {
      "": {},
      a: { integrity },
      b: { version: "1.0.0" },
      c: { integrity: "sha1-x" },
      d: { inBundle: true },
    };
    expect(withoutIntegrity({ packages }).map((sentence) => sentence.split(" ")[1])).toEqual(["b", "c"]);
    const committed = JSON.parse(fs.readFileSync(path.join(ROOT, "package-lock.json"), "utf8"));
    expect([...missingOptional(committed), ...withoutIntegrity(committed), ...registryAddresses(committed)]).toEqual(
      [],
    );
  });
});

describe("builds", () => {
  /** @param {string} file */
  const write = (file, text = "") => {
    fs.mkdirSync(path.dirname(path.join(folder, file)), { recursive: true });
    fs.writeFileSync(path.join(folder, file), text);
  };

  test("the hash follows names and contents of sources only", () => {
    write("app/page.tsx", "a");
    write("server/x/rules.ts", "b");
    const before = sourcesHash(folder);
    write("server/x/rules.test.ts", "t");
    write("server/x/README.md", "t");
    write("docs/a.md", "t");
    expect(sourcesHash(folder)).toBe(before);
    write("server/x/rules.ts", "c");
    const changed = sourcesHash(folder);
    expect(changed).not.toBe(before);
    fs.renameSync(path.join(folder, "app/page.tsx"), path.join(folder, "app/other.tsx"));
    expect(sourcesHash(folder)).not.toBe(changed);
    expect(isSource("db/postgres/lock.mjs")).toBe(false);
  });

  test("old builds go, the newest three, the served and the current stay", () => {
    const names = ["1", "2", "3", "4", "5", "6"].map((digit) => digit.repeat(16));
    names.forEach((name, index) => {
      write(`.builds/${name}/ready`);
      fs.utimesSync(path.join(folder, ".builds", name, "ready"), 1000 + index, 1000 + index);
    });
    write(`.builds/${names[0]}/users/${process.pid}`, `${process.pid}`);
    write(`.builds/${names[1]}/users/999999999`, "999999999 1");
    write(`.builds/tsconfig.${names[1]}.json`, "{}");
    write(`.builds/${"a".repeat(16)}/unfinished`);
    write(".builds/dev/worker.mjs");
    prune(folder, names[2] ?? "");
    const left = fs.readdirSync(path.join(folder, ".builds"));
    expect(left.sort()).toEqual([names[0], names[2], names[3], names[4], names[5], "dev"].sort());
  });
});

test("ports of the sandbox clouds are chosen once", async () => {
  const first = await assignPorts(folder, ["sandbox-a", "sandbox-b"]);
  expect(first["sandbox-a"]).not.toBe(first["sandbox-b"]);
  expect(await assignPorts(folder, ["sandbox-a", "sandbox-b"])).toEqual(first);
});

test("one start per data directory; what runs is known while it runs", () => {
  const release = claimData(folder);
  writeRunning(
    { dataDir: folder, origin: "http://127.0.0.1:1" },
    { hash: "h" },
    { PORT: "1", SPILLWAY_KEYS: "secret" },
  );
  expect(readRunning(folder)).toEqual({ origin: "http://127.0.0.1:1", build: "h", env: { PORT: "1" } });
  expect(() => claimData(folder)).toThrow(`already runs on ${folder}`);
  release();
  expect(readRunning(folder)).toBeUndefined();
  claimData(folder)();
});

test("a first start that would fill the disk is refused with what is free; a later one is not", () => {
  requireSpace(folder, 1);
  expect(() => requireSpace(folder, 2 ** 60)).toThrow(/MB free, and a first start needs 1152921504606 MB/);
  fs.writeFileSync(path.join(folder, "postgres.json"), "{}");
  requireSpace(folder, 2 ** 60);
});

test("a data directory that cannot be one is named, and one never used is no installation", () => {
  fs.writeFileSync(path.join(folder, "file"), "");
  for (const wrong of [path.join(folder, "file"), path.join(folder, "file", "below"), "/proc/nope/data"])
    expect(() => makeDataDir(wrong)).toThrow(`SPILLWAY_DATA ${wrong} cannot be used`);
  const fresh = path.join(folder, "a", "b");
  expect(() => refuseUnused({ dataDir: fresh, databaseUrl: undefined })).toThrow("There is no installation in");
  expect(fs.existsSync(fresh)).toBe(false);
  makeDataDir(fresh);
  for (const file of ["secrets.json", "postgres.json"]) {
    fs.writeFileSync(path.join(fresh, file), "{}");
    refuseUnused({ dataDir: fresh, databaseUrl: undefined });
    fs.rmSync(path.join(fresh, file));
  }
});
