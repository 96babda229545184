import type { Metadata } from "next";
import { CatalogueTabs } from "@/components/catalogue/catalogue-tabs";
import { ServiceCard } from "@/components/catalogue/service-card";
import { Page } from "@/components/frame/page";
import { PageHead } from "@/components/frame/page-head";
import { LiveRefresh } from "@/components/providers/live-refresh";
import { Card } from "@/components/ui/card";
import { EmptyState } from "@/components/ui/empty-state";
import { LinkButton } from "@/components/ui/link-button";
import { readPage } from "@/server/trpc/caller";

export const metadata: Metadata = { title: "Catalogue" };

/** What is sold, by whom it is made, and does it run? */
export default async function CataloguePage() {
  const [offers, health] = await readPage((api) =>
    Promise.all([api.catalogue.allServices(), api.catalogue.allHealth()]),
  );
  const plans = offers.reduce((sum, offer) => sum + offer.plans.length, 0);
  const vendors = new Set(offers.map((offer) => offer.vendorName)).size;
  const failing = health.filter((one) => one.silent + one.failed > 0).map((one) => one.service);
  return (
    <Page wide>
      <PageHead
        title="Catalogue"
        sentence={`${offers.length} services of ${vendors} ${vendors === 1 ? "vendor" : "vendors"} in ${plans} plans. ${failing.length === 0 ? "All machines of each run." : `Machines of ${failing.join(", ")} are silent or failed.`}`}
        actions={
          <LinkButton href="/admin/catalogue/export" download icon="download">
            Export CSV
          </LinkButton>
        }
      />
      <LiveRefresh topics={["machines"]} />
      <CatalogueTabs on="services" />
      <div className="grid gap-4">
        {offers.map((offer) => (
          <ServiceCard key={offer.id} offer={offer} health={health.find((one) => one.serviceId === offer.id)} />
        ))}
        {offers.length === 0 ? (
          <Card>
            <EmptyState title="No service yet">
              The shipped services are put here at the first start. None is here: the migration has not run to its end.
            </EmptyState>
          </Card>
        ) : null}
      </div>
    </Page>
  );
}
