import type { Metadata } from "next";
import { StatementTabs } from "@/components/billing/statement-tabs";
import { TaxRatesCard } from "@/components/billing/tax-rates-card";
import { Page } from "@/components/frame/page";
import { PageHead } from "@/components/frame/page-head";
import { ProviderBillingForm } from "@/components/provider/billing-form";
import { LiveRefresh } from "@/components/providers/live-refresh";
import { Card } from "@/components/ui/card";
import { refusalOf } from "@/server/identity/refusal";
import { pageContext, pageStaff, readPage } from "@/server/trpc/caller";

export const metadata: Metadata = { title: "Taxes" };

/** What tax do statements bear, and what do they state of the provider? */
export default async function TaxesPage() {
  const { now } = await pageContext();
  const [rates, provider, offers] = await readPage((api) =>
    Promise.all([api.taxes.rates(), api.provider.profile(), api.catalogue.allServices()]),
  );
  const refusal = refusalOf(await pageStaff(), "billing.change");
  return (
    <Page>
      <PageHead
        title="Taxes"
        sentence="Rates hold from their day on. How each customer is taxed is on the customer's page."
        crumbs={[{ label: "Taxes" }]}
      />
      <LiveRefresh topics={["billing", "provider"]} />
      <StatementTabs on="taxes" />
      <div className="grid gap-4">
        <TaxRatesCard
          rates={rates}
          services={offers.map(({ id, name }) => ({ id, name }))}
          country={provider.country}
          today={now.toISOString().slice(0, 10)}
          refusal={refusal}
        />
        <Card title="On statements" note="what they state of the provider">
          <ProviderBillingForm provider={provider} refusal={refusal} key={JSON.stringify(provider)} />
        </Card>
      </div>
    </Page>
  );
}
