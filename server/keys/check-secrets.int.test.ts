import { randomBytes } from "node:crypto";
import { afterAll, beforeAll, expect, test } from "vitest";
import { makeTestDatabase } from "@/db/testing";
import { type Context, inProvider, jobRequest } from "../context";
import { env } from "../env";
import { markInstallation } from "../installation";
import { checkSecrets, storeCheck } from "./check-secrets";
import { publicKeys } from "./signing-keys";

let t: Awaited<ReturnType<typeof makeTestDatabase>>;
beforeAll(async () => {
  t = await makeTestDatabase();
});
afterAll(() => t.drop());

const provider = <T>(work: (ctx: Context) => Promise<T>) => inProvider(jobRequest("test"), work);
const own = () => ({ SPILLWAY_KEYS: env().SPILLWAY_KEYS, NEXTAUTH_SECRET: env().NEXTAUTH_SECRET });
const otherKeys = () => `test:${randomBytes(32).toString("base64")}`;
const check = (secrets: ReturnType<typeof own>) => provider((ctx) => checkSecrets(ctx, secrets));

test("an empty database takes any secrets; from the first start on only the installation's own", async () => {
  await check({ ...own(), SPILLWAY_KEYS: otherKeys() });
  await provider((ctx) => markInstallation(ctx, { mode: "production", providerName: "Kestrel", currency: "EUR" }));
  await publicKeys("license");
  await expect(check({ ...own(), SPILLWAY_KEYS: otherKeys() })).rejects.toThrow(/SPILLWAY_KEYS does not open/);
  await check(own());
  await check(own());
  await expect(check({ ...own(), SPILLWAY_KEYS: otherKeys() })).rejects.toThrow(/SPILLWAY_KEYS does not open/);
  const otherSecret = { ...own(), NEXTAUTH_SECRET: "x".repeat(40) };
  await expect(check(otherSecret)).rejects.toThrow(/NEXTAUTH_SECRET is not the one/);
  // A key before the own one on the ring changes nothing: the ring is rotated that way.
  await check({ ...own(), SPILLWAY_KEYS: `k2:${randomBytes(32).toString("base64")},${env().SPILLWAY_KEYS}` });

  await provider((ctx) => storeCheck(ctx, { anew: true, own: otherSecret }));
  await check(otherSecret);
  await expect(check(own())).rejects.toThrow(/NEXTAUTH_SECRET is not the one/);
});
