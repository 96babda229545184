import { generateKeyPairSync, type KeyObject, sign } from "node:crypto";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, describe, expect, it, vi } from "vitest";
import { keyLines } from "./build";
import { shQuote } from "./sh-quote";
import { SHELLS, sources, TestMachine } from "./testing/machine";

// Real processes in real shells: a busy machine takes its time.
vi.setConfig({ testTimeout: 120_000, hookTimeout: 60_000 });

const folder = mkdtempSync(join(tmpdir(), "spillway-jws-"));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const pair = generateKeyPairSync("ec", { namedCurve: "P-256" });
const other = generateKeyPairSync("ec", { namedCurve: "P-256" });
const pem = (key: KeyObject) => key.export({ type: "spki", format: "pem" }).toString();
const KEYS = keyLines([
  { kid: "old", pem: pem(other.publicKey) },
  { kid: "k-1", pem: pem(pair.publicKey) },
]);

function jws(
  payload: unknown,
  header: object = { alg: "ES256", typ: "JWT", kid: "k-1" },
  key = pair.privateKey,
): string {
  const signed = [header, payload].map((part) => Buffer.from(JSON.stringify(part)).toString("base64url")).join(".");
  return `${signed}.${sign("sha256", Buffer.from(signed), { key, dsaEncoding: "ieee-p1363" }).toString("base64url")}`;
}
const signatureOf = (token: string) => Buffer.from(token.split(".")[2] as string, "base64url");
const withSignature = (token: string, signature: Buffer) =>
  `${token.split(".").slice(0, 2).join(".")}.${signature.toString("base64url")}`;

/** A token whose signature passes `wanted`; every 256th does for a byte of zeros in front. */
function find(wanted: (signature: Buffer) => boolean): string {
  for (let n = 0; ; n++) {
    const token = jws({ n });
    if (wanted(signatureOf(token))) return token;
  }
}

const good = [
  jws({ a: 1 }),
  jws({ text: `"quotes" $(id) %s 🚀\n` }),
  jws({ long: "x".repeat(6000) }),
  find((s) => s[0] === 0),
  find((s) => s[32] === 0),
  find((s) => (s[0] as number) >= 128 && (s[32] as number) >= 128),
  find((s) => (s[0] as number) < 128 && (s[32] as number) < 128),
];
const token = good[0] as string;
const bad = [
  "",
  "a.b",
  "a.b.c",
  "$(id).$(id).$(id)",
  `${token}.x`,
  token.slice(0, -1),
  token.slice(0, -4),
  token.replace(".", ".A"),
  `${token}\n`,
  jws({ a: 1 }, { alg: "none", kid: "k-1" }),
  jws({ a: 1 }, { alg: "HS256", kid: "k-1" }),
  jws({ a: 1 }, { alg: "ES256" }),
  jws({ a: 1 }, { alg: "ES256", kid: "unknown" }),
  jws({ a: 1 }, { alg: "ES256", kid: "old" }),
  jws({ a: 1 }, undefined, other.privateKey),
  withSignature(token, Buffer.alloc(64)),
  withSignature(token, Buffer.concat([signatureOf(token), Buffer.alloc(1)])),
];

describe.each(Object.keys(SHELLS))("verify_jws in %s", (shell) => {
  it("accepts what the portal signed and nothing else", async () => {
    const machine = new TestMachine(shell);
    const file = join(folder, `${shell}.sh`);
    const calls = [...good, ...bad].map(
      (text) => `if verify_jws "$KEYS" ${shQuote(text)}; then echo " yes"; else echo no; fi`,
    );
    const library = [sources["lib/base.sh"], sources["lib/json.sh"], sources["lib/jws.sh"]].join("\n");
    writeFileSync(file, `LC_ALL=C\nWORK=${shQuote(folder)}\nKEYS=${shQuote(KEYS)}\n${library}\n${calls.join("\n")}\n`);
    const { output } = await machine.run([file]);
    const payload = (text: string) => Buffer.from(text.split(".")[1] as string, "base64url").toString();
    expect(output).toBe(
      [...good.map((text) => `${payload(text)} yes`), ...bad.map(() => "no")].join("\n").concat("\n"),
    );
    await machine.remove();
  });

  it("reads and writes JSON as it stands in RFC 8259", async () => {
    const machine = new TestMachine(shell);
    const file = join(folder, `${shell}-json.sh`);
    const object = { first: 'a"b\\c/d\né🚀', nested: { first: ["]}", { x: '"' }] }, number: -12, yes: true, last: "" };
    const escaped = JSON.stringify(object).replace("/", "\\/").replace("é", "\\u00e9");
    const read = (key: string) => `printf %s ${shQuote(escaped)} | json_get ${key}; echo "|$?"`;
    const strings = ['a"b\\c', "two\nlines\n\nend", "🚀 $(id) `x` %s", "", "tab\tbell\u0007"];
    writeFileSync(
      file,
      `LC_ALL=C\n${sources["lib/json.sh"]}\n${["first", "nested", "number", "yes", "last", "none"].map(read).join("\n")}
printf %s '[{"a":1}, {"b":"],["}]' | json_items
${strings.map((text) => `json_string ${shQuote(text)}; echo`).join("\n")}\n`,
    );
    const { output } = await machine.run([file]);
    const wanted = [
      `${object.first}|0`,
      `${JSON.stringify(object.nested)}|0`,
      "-12|0",
      "true|0",
      "|0",
      "|1",
      '{"a":1}',
      '{"b":"],["}',
      ...strings.map((text) => JSON.stringify(text.replace("\t", " ").replace("\u0007", ""))),
    ];
    expect(output).toBe(`${wanted.join("\n")}\n`);
    await machine.remove();
  });
});
