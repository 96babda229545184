import { generateKeyPairSync, randomBytes, sign } from "node:crypto";
import postgres from "postgres";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { makeTestDatabase } from "@/db/testing";
import { inProvider, jobRequest } from "../context";
import { signJws, verifyJws } from "./jws";
import { linkSecrets } from "./link-secrets";
import { keyThumbprint, machineSigned } from "./machine-signature";
import { parseRing, seal, unseal } from "./ring";
import { publicKeys, rotateSigningKey } from "./signing-keys";

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

  test("a rotated key signs, the one before stays live, older ones are retired; all of them verify", async () => {
    const kids = () => publicKeys("installer").then((keys) => keys.map(({ kid }) => kid));
    const signed = [await signJws("installer", { n: 0 })];
    for (const n of [1, 2]) {
      const { kid } = await inProvider(jobRequest("test"), (ctx) => rotateSigningKey(ctx, "installer"));
      // The change reaches this process by its notification.
      await expect.poll(kids).toContain(kid);
      signed.push(await signJws("installer", { n }));
      expect(signed.at(-1)?.kid).toBe(kid);
    }
    expect(await kids()).toEqual(signed.map(({ kid }) => kid).reverse());
    for (const [n, { jws }] of signed.entries()) expect(await verifyJws("installer", jws)).toEqual({ n });
    const live = await t.db
      .providerSql`select kid from signing_keys where purpose = 'installer' and retired_at is null`;
    expect(live.map(({ kid }) => kid).sort()).toEqual(
      signed
        .slice(1)
        .map(({ kid }) => kid)
        .sort(),
    );
  });

  test("a link's secrets are those of the key it was made with, also when that key is retired", async () => {
    const link = await linkSecrets("link_3");
    for (let n = 0; n < 2; n++) {
      const { kid } = await inProvider(jobRequest("test"), (ctx) => rotateSigningKey(ctx, "link"));
      await expect.poll(async () => (await linkSecrets("link_4")).keyId).toBe(kid);
    }
    expect(await linkSecrets("link_3", link.keyId)).toEqual(link);
  });

  test("a process that lost its connection to the notifications reads the keys anew when it has one again", async () => {
    await signJws("license", {});
    const admin = postgres(process.env.SPILLWAY_TEST_SUPERUSER_URL ?? "", { max: 1 });
    const { kid } = await inProvider(jobRequest("test"), async (ctx) => {
      const rotated = await rotateSigningKey(ctx, "license");
      // Before the commit: when the notification goes out, this process does not listen.
      const ended = await admin`select pg_terminate_backend(pid) from pg_stat_activity
        where datname = ${new URL(t.url).pathname.slice(1)} and query ilike 'listen%'`;
      expect(ended).toHaveLength(1);
      return rotated;
    });
    await admin.end();
    await expect.poll(async () => (await signJws("license", {})).kid).toBe(kid);
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
