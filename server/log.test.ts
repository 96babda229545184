import { describe, expect, test } from "vitest";
import { createLog } from "./log";

const ring = `k1:${Buffer.alloc(32, 5).toString("base64")}`;
const env = {
  SPILLWAY_KEYS: ring,
  CRON_SECRET: "cron-sentinel-1",
  DATABASE_URL: "postgres://spillway_app:db%2Fsentinel-2@127.0.0.1/spillway",
  SMTP_URL: "smtp://mail:smtp-sentinel-3@mail.example.com",
};

function written(write: (log: ReturnType<typeof createLog>) => void): {
  text: string;
  lines: Record<string, unknown>[];
} {
  let text = "";
  write(createLog({ write: (line) => (text += line) }, env));
  return {
    text,
    lines: text
      .trim()
      .split("\n")
      .map((line) => JSON.parse(line)),
  };
}

describe("a line of the log", () => {
  test("is JSON with level, time, process and request id", () => {
    const { lines } = written((log) => log.warn({ requestId: "req_1" }, "a cloud does not answer"));
    expect(lines).toEqual([
      {
        level: "warn",
        time: expect.stringMatching(/^\d{4}-\d\d-\d\dT[\d:.]+Z$/),
        process: expect.any(String),
        pid: process.pid,
        requestId: "req_1",
        msg: "a cloud does not answer",
      },
    ]);
  });

  test("shows an error with its code and causes, and no row that the database refused", () => {
    const cause = Object.assign(new Error("duplicate key"), { code: "23505", detail: "Key (email)=(thea@x) exists." });
    const { text, lines } = written((log) => log.error({ err: new Error("Failed query", { cause }) }, "failed"));
    expect(lines[0]?.err).toMatchObject({
      type: "Error",
      message: "Failed query",
      stack: expect.stringContaining("log.test.ts"),
      cause: { message: "duplicate key", code: "23505" },
    });
    expect(text).not.toContain("thea@x");
    expect(written((log) => log.error({ err: "no error" }, "failed")).lines[0]?.err).toMatchObject({
      message: "no error",
    });
  });
});

describe("a secret", () => {
  const pem = "-----BEGIN PRIVATE KEY-----\nMIGHAgEAsentinel-4\n-----END PRIVATE KEY-----\n";
  test.each([
    ["an API key", "refused spw_sentinelSENTINEL-9_x for it", "spw_sentinel"],
    ["a bearer token", 'GET "/v1": authorization: Bearer sentinel.token+/=', "sentinel.token"],
    ["a basic credential", "Basic c2VudGluZWw6eA==", "c2VudGluZWw6eA"],
    ["a password in an address", "connect postgres://owner:sentinel@db/x?ssl=1 failed", "sentinel@"],
    ["a user name that is a token", "https://sentinel@git.example.com/x", "sentinel@"],
    ["a token in a query", "GET /callback?state=1&code=sentinel&x=2", "sentinel"],
    ["an installation link", "GET /i/sentinel-sentinel-sentinel-1.sh", "sentinel-sentinel"],
    ["a signed document", "eyJhbGciOiJFUzI1NiJ9.eyJzdWIiOiJzZW50aW5lbCJ9.c2lnbmF0dXJl", "eyJzdWIi"],
    ["a private key", pem, "sentinel-4"],
    ["a ring of another installation", `k2:${Buffer.alloc(32, 9).toString("base64")}`, "CQkJCQ"],
    ["this process's ring", ring.slice(3), "BQUFBQ"],
    ["this process's cron secret", "x cron-sentinel-1 y", "cron-sentinel-1"],
    ["the database's password, decoded", "password db/sentinel-2 refused", "db/sentinel-2"],
    ["the mail server's password", "535 smtp-sentinel-3", "smtp-sentinel-3"],
  ])("%s leaves neither in the message, a field, nor an error", (_, text, secret) => {
    const { text: all, lines } = written((log) => {
      log.error(text);
      log.error({ about: { deep: [text] } }, "in a field");
      log.error({ err: new Error(text, { cause: new Error(text) }) }, "in an error");
    });
    expect(lines).toHaveLength(3);
    expect(all).not.toContain(secret);
    expect(all).not.toContain(JSON.stringify(secret).slice(1, -1));
    expect(all.match(/\[redacted\]/g)?.length).toBeGreaterThanOrEqual(4);
  });

  test("in a field that is named like one is blanked out whatever it looks like", () => {
    const { text } = written((log) =>
      log.info({ password: "plain-5", a: { token: "plain-6", b: { privateKey: "plain-7" } }, cookie: "plain-8" }, "x"),
    );
    expect(text).not.toMatch(/plain-\d/);
  });

  test("redaction leaves ordinary words alone", () => {
    const message = "machine mach_01 of cust_02: storage at https://backup.example.com:8000/x?page=2 is full (80 %)";
    expect(written((log) => log.info(message)).lines[0]?.msg).toBe(message);
  });
});
