import type { OAuthConfig } from "next-auth/providers/oauth";
import { env } from "../env";
import type { OidcProfile } from "./link-oidc-identity";

/** Any OpenID Connect provider, by environment; null where none is set. */
export function oidcProvider(): OAuthConfig<OidcProfile> | null {
  const { OIDC_ISSUER: issuer, OIDC_CLIENT_ID: clientId, OIDC_CLIENT_SECRET: clientSecret, OIDC_NAME: name } = env();
  if (!issuer || !clientId || !clientSecret) return null;
  return {
    id: "oidc",
    name,
    type: "oauth",
    issuer,
    clientId,
    clientSecret,
    wellKnown: `${issuer.replace(/\/+$/, "")}/.well-known/openid-configuration`,
    authorization: { params: { scope: "openid email profile" } },
    checks: ["pkce", "state", "nonce"],
    idToken: true,
    // A conforming provider leaves the address out of the ID token: it is asked for.
    userinfo: {
      request: async ({ client, tokens }) => ({
        ...(await client.userinfo(tokens.access_token as string)),
        // openid-client's TokenSet has verified the ID token; next-auth's type does not say that it is one.
        ...(tokens as { claims?: () => OidcProfile }).claims?.(),
      }),
    },
    profile: (profile) => ({ id: String(profile.sub) }),
  } as OAuthConfig<OidcProfile>;
}
