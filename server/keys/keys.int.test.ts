import { generateKeyPairSync, randomBytes, sign } from "node:crypto";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { makeTestDatabase } from "@/db/testing";
import { signJws, verifyJws } from "./jws";
import { linkSecrets } from "./link-secrets";
import { keyThumbprint, machineSigned } from "./machine-signature";
import { parseRing, seal, unseal } from "./ring";

let t: Awaited<ReturnType<typeof makeTestDatabase>>;
beforeAll(async () => {
  t = await makeTestDatabase();
});
afterAll(() => t.drop());

describe("keys", () => {
  test("what is sealed opens under the same ring and purpose only", () => {
    const ring = parseRing(`k1:${randomBytes(32).toString("base64")}`);
    const sealed = seal("secret", "a", ring);
    expect(unseal(sealed, "a", ring).toString()).toBe("secret");
    expect(() => unseal(sealed, "b", ring)).toThrow();
    expect(() => unseal(sealed, "a", parseRing(`k2:${randomBytes(32).toString("base64")}`))).toThrow(/does not hold/);
  });

  test("a signature holds for its purpose, and any change breaks it", async () => {
    const { jws } = await signJws("license", { sub: "x" });
    expect(await verifyJws("license", jws)).toEqual({ sub: "x" });
    expect(await verifyJws("installer", jws)).toBeNull();
    for (let at = 0; at < jws.length; at += 7) {
      const changed = jws.slice(0, at) + (jws[at] === "A" ? "B" : "A") + jws.slice(at + 1);
      const payload = await verifyJws("license", changed);
      expect(payload === null || changed.length - at <= 1).toBe(true);
    }
  });

  test("link secrets are the same at each derivation and differ by link and use; the database keeps no private key in clear", async () => {
    const one = await linkSecrets("link_1");
    expect(await linkSecrets("link_1", one.keyId)).toEqual(one);
    expect(one.token).not.toBe(one.urlSecret);
    expect((await linkSecrets("link_2")).token).not.toBe(one.token);
    const rows = await t.db.providerSql`select secret from signing_keys`;
    expect(rows).toHaveLength(3);
    for (const row of rows) expect(row.secret.toString("latin1")).not.toContain("PRIVATE KEY");
  });

  test("a machine's DER signature is checked against its key", () => {
    const pair = generateKeyPairSync("ec", { namedCurve: "P-256" });
    const pem = pair.publicKey.export({ type: "spki", format: "pem" }).toString();
    const signature = sign("sha256", Buffer.from("ack|1"), pair.privateKey).toString("base64");
    expect(machineSigned(pem, "ack|1", signature)).toBe(true);
    expect(machineSigned(pem, "ack|2", signature)).toBe(false);
    expect(machineSigned("nonsense", "ack|1", signature)).toBe(false);
    expect(keyThumbprint(pem)).toMatch(/^[\w-]{43}$/);
  });
});
