import { describe, expect, test } from "vitest";
import { readEnv } from "./env";

const good = {
  DATABASE_URL: "postgres://spillway_app:x@127.0.0.1/spillway",
  SPILLWAY_KEYS: `k1:${Buffer.alloc(32).toString("base64")}`,
  NEXTAUTH_URL: "http://127.0.0.1:3000",
  NEXTAUTH_SECRET: "x".repeat(32),
  CRON_SECRET: "y".repeat(16),
};

const oidc = { OIDC_ISSUER: "https://id.example.com", OIDC_CLIENT_ID: "id", OIDC_CLIENT_SECRET: "secret" };

describe("the environment", () => {
  test("defaults to a demo on loopback, and machines call the address people open", () => {
    expect(readEnv(good)).toMatchObject({
      SPILLWAY_MODE: "demo",
      HOST: "127.0.0.1",
      PORT: 3000,
      origin: "http://127.0.0.1:3000",
    });
  });
  test.each([
    [{ PORT: "many" }, /PORT must be a number/],
    [{ SPILLWAY_MODE: "test" }, /SPILLWAY_MODE must be demo or production/],
    [{ HOST: "0.0.0.0" }, /HOST 0.0.0.0 is refused for a demo/],
    [{ SPILLWAY_MODE: "production", SPILLWAY_TEST_CLOCK: "/x" }, /SPILLWAY_TEST_CLOCK is refused in production/],
    [{ SPILLWAY_MODE: "production", NEXTAUTH_URL: "http://portal.example.com" }, /plain http is refused beyond/],
    [{ NEXTAUTH_SECRET: "short" }, /NEXTAUTH_SECRET must have at least 32/],
    [{ OIDC_ISSUER: "https://id.example.com" }, /needs OIDC_CLIENT_ID/],
    [{ OIDC_TRUSTED_DOMAINS: "example.com" }, /OIDC_TRUSTED_DOMAINS needs OIDC_ISSUER/],
    [{ ...oidc, OIDC_TRUSTED_DOMAINS: "ada@example.com" }, /OIDC_TRUSTED_DOMAINS must list domains/],
    [
      { ...oidc, OIDC_ISSUER: "https://login.microsoftonline.com/common/v2.0", OIDC_TRUSTED_DOMAINS: "example.com" },
      /refused for an issuer of many tenants/,
    ],
    [{ PROVIDER_COLOR: "red" }, /PROVIDER_COLOR must be hexadecimal/],
    [{ PROVIDER_CURRENCY: "EURO" }, /PROVIDER_CURRENCY must be a code of ISO 4217/],
    [{ PROVIDER_LOGO: "logo.svg" }, /PROVIDER_LOGO must be the path of a PNG/],
    [{ EMAIL_FROM: "nobody" }, /EMAIL_FROM must be an address/],
    [{ SPILLWAY_KEYS: "bad" }, /SPILLWAY_KEYS must hold keys like k1/],
    [{ SPILLWAY_TRUSTED_PROXIES: "10.0.0.0/33" }, /SPILLWAY_TRUSTED_PROXIES must list addresses/],
  ])("%j is refused with a sentence", (change, sentence) => {
    expect(() => readEnv({ ...good, ...change })).toThrow(sentence);
  });
  test("all faults come at once, each named once", () => {
    const wrong = { PORT: "x", SMTP_URL: "foo", OIDC_ISSUER: "https://id.example.com" };
    const read = () => readEnv({ ...good, ...wrong });
    expect(read).toThrow(/^PORT must[^\n]+\nSMTP_URL must[^\n]+\nOIDC_ISSUER needs[^\n]+$/);
  });
});
