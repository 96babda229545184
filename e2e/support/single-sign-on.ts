import { spawn } from "node:child_process";
import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import path from "node:path";
import { expect } from "@playwright/test";
import { dataDir, environmentOf } from "./installation";

const client = { id: "spillway", secret: "only-for-this-test" };

async function freePort(): Promise<number> {
  const server = createServer();
  await new Promise<void>((done) => server.listen(0, "127.0.0.1", done));
  const { port } = server.address() as AddressInfo;
  await new Promise((done) => server.close(done));
  return port;
}

/**
 * An OpenID Connect provider that lets anybody in who types a name, `thea` with the address thea@nordhafen.example; it
 * has verified every address but that of `unverified-…`. And a portal of the installation under test that knows it.
 * @returns the portal's address, and what ends both
 */
export async function openSingleSignOn(): Promise<{ portal: string; end: () => Promise<void> }> {
  const [port, providerPort] = [await freePort(), await freePort()];
  const portal = `http://127.0.0.1:${port}`;
  const issuer = `http://127.0.0.1:${providerPort}`;
  const provider = await startProvider(issuer, providerPort, `${portal}/api/auth/callback/oidc`);
  const env = await environmentOf({
    PORT: String(port),
    OIDC_ISSUER: issuer,
    OIDC_CLIENT_ID: client.id,
    OIDC_CLIENT_SECRET: client.secret,
    OIDC_NAME: "Nordhafen ID",
  });
  const web = spawn(process.execPath, [path.resolve("e2e/support/second-web.mjs")], { env, stdio: "inherit" });
  const ended = new Promise((done) => web.once("exit", done));
  const health = () => fetch(`${portal}/api/health`).then(({ status }) => status, String);
  await expect
    .poll(health, { timeout: 60_000, message: `the second web process; its log is in ${dataDir()}/logs` })
    .toBe(200);
  return {
    portal,
    end: async () => {
      web.kill("SIGTERM");
      await ended;
      provider.closeAllConnections();
      provider.close();
    },
  };
}

async function startProvider(issuer: string, port: number, redirect: string): Promise<Server> {
  const { default: Provider } = await import("oidc-provider");
  const options = {
    clients: [{ client_id: client.id, client_secret: client.secret, redirect_uris: [redirect] }],
    claims: { openid: ["sub"], email: ["email", "email_verified"], profile: ["name"] },
    findAccount: (_: unknown, id: string) => ({
      accountId: id,
      claims: async () => ({
        sub: id,
        email: `${id.replace("unverified-", "")}@nordhafen.example`,
        email_verified: !id.startsWith("unverified-"),
      }),
    }),
    cookies: { keys: ["only-for-this-test"] },
  };
  return new Promise((open) => {
    const server = new Provider(issuer, options).listen(port, "127.0.0.1", () => open(server));
  });
}
