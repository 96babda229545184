import type { Metadata } from "next";
import { Page } from "@/components/frame/page";
import { PageHead } from "@/components/frame/page-head";
import { AccountCodesForm } from "@/components/provider/account-codes-form";
import { LogoForm } from "@/components/provider/logo-form";
import { ProviderForm } from "@/components/provider/provider-form";
import { SignInCard } from "@/components/provider/sign-in-card";
import { LiveRefresh } from "@/components/providers/live-refresh";
import { Card } from "@/components/ui/card";
import { Notice } from "@/components/ui/notice";
import { TextLink } from "@/components/ui/text-link";
import { env } from "@/server/env";
import { refusalOf } from "@/server/identity/refusal";
import { trustedDomainsOf } from "@/server/identity/rules";
import { missingOfProvider } from "@/server/provider/missing";
import { pageStaff, readPage } from "@/server/trpc/caller";

export const metadata: Metadata = { title: "Settings" };

/** Who is the provider, as customers see it, what does bookkeeping call its accounts, and whom does sign-in trust? */
export default async function SettingsPage() {
  const [provider, accounts] = await readPage((api) => Promise.all([api.provider.profile(), api.books.accounts()]));
  const staff = await pageStaff();
  const refusal = refusalOf(staff, "provider.change");
  const { OIDC_ISSUER, OIDC_NAME, OIDC_TRUSTED_DOMAINS } = env();
  const missing = missingOfProvider(provider, env());
  return (
    <Page>
      <PageHead
        title="Settings"
        sentence={`Customers see ${provider.displayName}.`}
        actions={
          <TextLink href="/admin/settings/sample-mail" external>
            Sample mail
          </TextLink>
        }
      />
      <LiveRefresh topics={["provider"]} />
      <div className="grid gap-4">
        {missing.length > 0 ? (
          <Notice kind="near" title="Customers do not see who provides the portal.">
            {missing.join(" ")}
          </Notice>
        ) : null}
        <Card title="Provider">
          <ProviderForm provider={provider} refusal={refusal} key={JSON.stringify(provider)} />
        </Card>
        <Card title="Logo">
          <LogoForm logo={provider.logo} refusal={refusal} />
        </Card>
        <Card title="Account codes" note="of the journal; an account without one has its name">
          <AccountCodesForm
            accounts={accounts}
            refusal={refusalOf(staff, "billing.change")}
            key={JSON.stringify(accounts)}
          />
        </Card>
        <SignInCard
          issuer={OIDC_ISSUER ? { address: OIDC_ISSUER, name: OIDC_NAME } : null}
          trustedDomains={trustedDomainsOf(OIDC_TRUSTED_DOMAINS)}
        />
      </div>
    </Page>
  );
}
