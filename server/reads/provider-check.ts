import type { Context } from "../context";
import { env } from "../env";
import { trustedDomainsOf } from "../identity/rules";
import { missingOfProvider } from "../provider/missing";
import { currentProvider } from "../provider/queries";
import type { Check } from "./check";

/** Whether customers see who provides the portal, and mails come from an address of the provider's. */
export async function providerCheck(ctx: Context): Promise<Check> {
  const missing = missingOfProvider(await currentProvider(ctx), env());
  return {
    part: "provider",
    ok: missing.length === 0,
    what: missing.length === 0 ? "Customers see who provides the portal." : missing.join(" "),
  };
}

/** Addresses that count at sign-in though nobody verified them, where the operator has set that. */
export function signInChecks(): Check[] {
  const { OIDC_ISSUER, OIDC_TRUSTED_DOMAINS } = env();
  const domains = trustedDomainsOf(OIDC_TRUSTED_DOMAINS);
  if (domains.length === 0) return [];
  return [
    {
      part: "sign-in",
      ok: true,
      warns: true,
      what: "Email addresses are trusted at sign-in that the OpenID provider does not state to have verified (OIDC_TRUSTED_DOMAINS).",
      detail: `Whoever administers ${OIDC_ISSUER} can sign in as anybody whose address is at ${domains.join(", ")}.`,
    },
  ];
}
