import { gunzipSync, gzipSync } from "node:zlib";
import { expect, test } from "vitest";
import { withoutSecrets } from "./redact-exchange";

const secret = "Xk29_aaBBccDDeeFFggHHiiJJkkLLmmNNooPPqqRRss";
const script = `#!/bin/sh\ncurl 'https://portal.example/i/${secret}.sh'\n# limit 42\n`;
const base64 = (text: string | Buffer) => Buffer.from(text).toString("base64");

test("a link inside encodings is struck out, what stands around it stays", () => {
  const kept = withoutSecrets({ userData: base64(script), tags: [base64(base64(script))] }) as {
    userData: string;
    tags: [string];
  };
  expect(Buffer.from(kept.userData, "base64").toString()).toBe(script.replace(secret, "[redacted]"));
  expect(Buffer.from(Buffer.from(kept.tags[0], "base64").toString(), "base64").toString()).toContain("limit 42");
  const packed = withoutSecrets(base64(gzipSync(script))) as string;
  expect(gunzipSync(Buffer.from(packed, "base64")).toString()).toBe(script.replace(secret, "[redacted]"));
});

test("fields that are secrets by name are not stored, at any depth; other values stay as they are", () => {
  const answer = { user: "ada", Password: "hunter2", list: [{ token: "abc", id: "i-0123456789abcdef0123" }], n: 1 };
  expect(withoutSecrets(answer)).toEqual({
    user: "ada",
    Password: "(not stored)",
    list: [{ token: "(not stored)", id: "i-0123456789abcdef0123" }],
    n: 1,
  });
});
