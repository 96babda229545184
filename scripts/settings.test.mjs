import { execFileSync } from "node:child_process";
import fs from "node:fs";
import os from "node:os";
import path from "node:path";
import { describe, expect, test } from "vitest";
import { readSettings, SETTINGS } from "../server/settings.mjs";
import { hostInUrl, installationOf, NAMES, ROOT } from "./settings.mjs";

describe("settings", () => {
  test("nothing set: a demo on loopback, data in the clone", () => {
    expect(installationOf({}, "/clone")).toEqual({
      mode: "demo",
      host: "127.0.0.1",
      port: 3000,
      dataDir: "/clone/.spillway",
      origin: "http://127.0.0.1:3000",
      portal: "http://127.0.0.1:3000",
      databaseUrl: undefined,
      ownerUrl: undefined,
      local: true,
      webProcesses: undefined,
    });
  });

  test("an empty value counts as not set", () => {
    expect(installationOf({ PORT: "", SPILLWAY_MODE: "", DATABASE_URL: "" }).port).toBe(3000);
  });

  test.each([
    [{ SPILLWAY_MODE: "test" }, "SPILLWAY_MODE"],
    [{ PORT: "80x" }, "PORT"],
    [{ PORT: "65536" }, "PORT"],
    [{ SPILLWAY_WEB_PROCESSES: "0" }, "SPILLWAY_WEB_PROCESSES must be a whole number from 1 to 64"],
    [{ SPILLWAY_WEB_PROCESSES: "65" }, "SPILLWAY_WEB_PROCESSES"],
    [{ SPILLWAY_WEB_PROCESSES: "1.5" }, "SPILLWAY_WEB_PROCESSES"],
    [{ HOST: "0.0.0.0" }, "HOST"],
    [{ HOST: "192.168.1.4" }, "HOST"],
    [{ SPILLWAY_MODE: "production", SPILLWAY_TEST_CLOCK: "/x" }, "SPILLWAY_TEST_CLOCK"],
    [{ SPILLWAY_TEST_CLOCK: "/nowhere/clock" }, "SPILLWAY_TEST_CLOCK names /nowhere/clock, which is not there."],
    [{ SPILLWAY_TEST_CLOCK: import.meta.filename }, "which holds no instant."],
    [{ SPILLWAY_TEST_CLOCK: "/" }, "which cannot be read (EISDIR)."],
    [{ DATABASE_OWNER_URL: "postgres://o@localhost/x" }, "DATABASE_OWNER_URL"],
    [{ DATABASE_URL: "mysql://x" }, "DATABASE_URL"],
    [{ SPILLWAY_ORIGIN: "portal" }, "SPILLWAY_ORIGIN"],
    [{ SPILLWAY_ORIGIN: "http://portal.example.com" }, "https://"],
    [{ SPILLWAY_MODE: "production", HOST: "192.168.1.4" }, "SPILLWAY_ORIGIN"],
    [{ SPILLWAY_MODE: "production", HOST: "0.0.0.0" }, "plain http"],
    [{ SPILLWAY_MODE: "production", HOST: "0.0.0.0", NEXTAUTH_URL: "http://127.0.0.1:3000" }, "plain http"],
    [{ SPILLWAY_KEYS: "bad" }, "SPILLWAY_KEYS"],
    [{ SMTP_URL: "foo" }, "SMTP_URL"],
    [{ OIDC_ISSUER: "https://id.example.com" }, "OIDC_ISSUER"],
  ])("%o is refused with one sentence", (env, word) => {
    const { faults } = readSettings(env);
    expect(faults).toEqual([expect.stringContaining(word)]);
    expect(() => installationOf(env)).toThrow(word);
  });

  test("a private CA's file is judged: there, small, with certificates alone, and for an https address", () => {
    const folder = fs.mkdtempSync(path.join(os.tmpdir(), "spillway-settings-"));
    /** @param {string} content */
    const faultsOf = (content, more = {}) => {
      const file = path.join(folder, "ca.pem");
      fs.writeFileSync(file, content);
      const given = { SPILLWAY_CA_FILE: file, SPILLWAY_ORIGIN: "https://portal.example.com", ...more };
      return readSettings(given).faults.join();
    };
    execFileSync(
      "openssl",
      ["req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-nodes", "-subj", "/CN=root"].concat([
        "-keyout",
        "key.pem",
        "-out",
        "root.pem",
      ]),
      { cwd: folder, stdio: "ignore" },
    );
    const [root, key] = ["root.pem", "key.pem"].map((name) => fs.readFileSync(path.join(folder, name), "utf8"));
    expect(faultsOf(`subject=root\n${root}${root}`)).toBe("");
    expect(faultsOf(`${root}${key}`)).toContain("holds a private key");
    expect(faultsOf(`${root}`.repeat(9))).toContain("holds 9 certificates; at most 8");
    expect(faultsOf("x".repeat(32 * 1024 + 1))).toContain("larger than 32 KiB");
    expect(faultsOf("no certificate")).toContain("holds no certificate in PEM form");
    const broken = "-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----\n";
    expect(faultsOf(`${root}${broken}`)).toContain("whose certificate 2 cannot be read");
    expect(faultsOf(`${root}`, { SPILLWAY_CA_FILE: "ca.pem" })).toContain("must be an absolute path");
    expect(faultsOf(`${root}`, { SPILLWAY_CA_FILE: path.join(folder, "none") })).toContain("which is not there");
    expect(faultsOf(`${root}`, { SPILLWAY_ORIGIN: "" })).toContain("needs the https:// address");
    fs.rmSync(folder, { recursive: true });
  });

  test("every fault comes at once, a sentence each, before anything is started", () => {
    const wrong = { PORT: "x", SPILLWAY_KEYS: "bad", SMTP_URL: "foo", OIDC_ISSUER: "https://id.example.com" };
    expect(() => installationOf(wrong)).toThrow(/^PORT.+\.\nSPILLWAY_KEYS.+\.\nSMTP_URL.+\.\nOIDC_ISSUER.+\.$/);
  });

  test("production behind a proxy", () => {
    const env = { SPILLWAY_MODE: "production", HOST: "0.0.0.0", SPILLWAY_ORIGIN: "https://portal.example.com/" };
    expect(installationOf(env)).toMatchObject({
      origin: "https://portal.example.com",
      portal: "https://portal.example.com",
    });
    const apart = { ...env, NEXTAUTH_URL: "https://people.example.com" };
    expect(installationOf(apart)).toMatchObject({
      origin: "https://portal.example.com",
      portal: "https://people.example.com",
    });
    expect(hostInUrl("0.0.0.0")).toBe("127.0.0.1");
    expect(hostInUrl("::1")).toBe("[::1]");
  });

  test("which databases are on this machine", () => {
    /** @param {string} url */
    const local = (url) => installationOf({ DATABASE_URL: url }).local;
    expect(local("postgres://a@127.0.0.1/x")).toBe(true);
    expect(local("postgres://a@localhost:5433/x")).toBe(true);
    expect(local("postgres://a@[::1]/x")).toBe(true);
    expect(local("postgres://a@/x?host=/run/postgresql")).toBe(true);
    expect(local("postgres://a@db.example.com/x")).toBe(false);
    expect(local("postgres://a@127.0.0.1.example.com/x")).toBe(false);
    expect(local("postgres://a@localhost/x?host=db.example.com")).toBe(false);
  });
});

describe("what is written about settings", () => {
  /** @param {string} file */
  const read = (file) => fs.readFileSync(path.join(ROOT, file), "utf8");
  const sorted = (/** @type {string[]} */ names) => [...names].sort();

  test("README's table names each setting that people give, with its standard", () => {
    const table = read("README.md")
      .split("## Configuration")[1]
      ?.split("\n\n")
      .find((part) => part.startsWith("|"));
    const rows = (table ?? "").split("\n").slice(2);
    const cells = rows.map((row) => row.split("|").map((cell) => cell.trim()));
    const named = cells.flatMap(([, names = ""]) => [...names.matchAll(/`(\w+)`/g)].map(([, name = ""]) => name));
    expect(sorted(named)).toEqual(sorted(NAMES));
    for (const name of /** @type {const} */ (["PORT", "HOST", "SPILLWAY_MODE", "SPILLWAY_DATA"])) {
      const [, , standard] = cells.find(([, names = ""]) => names.includes(`\`${name}\``)) ?? [];
      expect(standard).toContain(SETTINGS[name].standard);
    }
  });

  test(".env.example has a line for each", () => {
    const lines = [...read(".env.example").matchAll(/^([A-Z_]+)=$/gm)].map(([, name = ""]) => name);
    expect(sorted(lines)).toEqual(sorted(NAMES));
  });
});
