import type { Server } from "node:http";
import { freePort, openSecondWeb } from "./open-second-web";

const client = { id: "spillway", secret: "only-for-this-test" };

/**
 * An OpenID Connect provider that lets anybody in who types a name, `thea` with the address thea@nordhafen.example; it
 * has verified every address but that of `unverified-…`, and says nothing of it for `silent-…`. And a portal of the
 * installation under test that knows it.
 * @param settings of the portal, besides
 * @returns the portal's address, and what ends both
 */
export async function openSingleSignOn(
  settings: Record<string, string> = {},
): Promise<{ portal: string; end: () => Promise<void> }> {
  const [port, providerPort] = [await freePort(), await freePort()];
  const portal = `http://127.0.0.1:${port}`;
  const issuer = `http://127.0.0.1:${providerPort}`;
  const provider = await startProvider(issuer, providerPort, `${portal}/api/auth/callback/oidc`);
  const web = await openSecondWeb(port, {
    OIDC_ISSUER: issuer,
    OIDC_CLIENT_ID: client.id,
    OIDC_CLIENT_SECRET: client.secret,
    OIDC_NAME: "Nordhafen ID",
    ...settings,
  });
  return {
    portal,
    end: async () => {
      await web.end();
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
        email: `${id.replace(/^(unverified|silent)-/, "")}@nordhafen.example`,
        ...(id.startsWith("silent-") ? {} : { email_verified: !id.startsWith("unverified-") }),
      }),
    }),
    cookies: { keys: ["only-for-this-test"] },
  };
  return new Promise((open) => {
    const server = new Provider(issuer, options).listen(port, "127.0.0.1", () => open(server));
  });
}
