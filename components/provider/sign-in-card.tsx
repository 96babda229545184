import { Card } from "@/components/ui/card";
import { KeyValue } from "@/components/ui/key-value";
import { Notice } from "@/components/ui/notice";

/** Single sign-on as the environment sets it, and whose addresses count though nobody verified them. */
export function SignInCard({
  issuer,
  trustedDomains,
}: {
  issuer: { address: string; name: string } | null;
  trustedDomains: string[];
}) {
  return (
    <Card title="Sign-in" note="set in the environment">
      {issuer ? (
        <KeyValue
          items={[
            { label: "Single sign-on", value: issuer.name },
            { label: "Issuer", value: issuer.address },
            {
              label: "Email addresses",
              value:
                trustedDomains.length === 0
                  ? "Those that the issuer states to have verified"
                  : `Those it states to have verified, and all at ${trustedDomains.join(", ")}`,
            },
          ]}
        />
      ) : (
        <p className="text-sm text-ink-2">By emailed link. Single sign-on is set up with OIDC_ISSUER.</p>
      )}
      {trustedDomains.length > 0 ? (
        <Notice kind="near" className="mt-4" title="Addresses that nobody verified are trusted.">
          Whoever administers the issuer can sign in as anybody whose address is at {trustedDomains.join(", ")}, staff
          included. Set by OIDC_TRUSTED_DOMAINS.
        </Notice>
      ) : null}
    </Card>
  );
}
