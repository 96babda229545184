import type { OAuthConfig } from "next-auth/providers/oauth";
import { env } from "../env";
import type { OidcProfile } from "./link-oidc-identity";

/**
 * What the ID token and the answer of the userinfo endpoint say together; the token's word goes first.
 * @throws Error where they are about two subjects: the answer could be another person's (OpenID Connect Core 5.3.2)
 */
export function profileOf(claims: OidcProfile | undefined, userinfo: OidcProfile): OidcProfile {
  if (typeof claims?.sub !== "string" || claims.sub === "" || userinfo.sub !== claims.sub)
    throw new Error("The userinfo answer is not about the ID token's subject.");
  return { ...userinfo, ...claims };
}

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
      request: async ({ client, tokens }) =>
        profileOf(
          // openid-client's TokenSet has verified the ID token; next-auth's type does not say that it is one.
          (tokens as { claims?: () => OidcProfile }).claims?.(),
          await client.userinfo(tokens.access_token as string),
        ),
    },
    profile: (profile) => ({ id: String(profile.sub) }),
  } as OAuthConfig<OidcProfile>;
}
