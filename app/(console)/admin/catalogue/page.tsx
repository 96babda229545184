import type { Metadata } from "next";
import { CatalogueTabs } from "@/components/catalogue/catalogue-tabs";
import { ServiceCard } from "@/components/catalogue/service-card";
import { Page } from "@/components/frame/page";
import { PageHead } from "@/components/frame/page-head";
import { PlanDialog } from "@/components/plans/plan-dialog";
import { LiveRefresh } from "@/components/providers/live-refresh";
import { Card } from "@/components/ui/card";
import { EmptyState } from "@/components/ui/empty-state";
import { formatCount } from "@/components/ui/format";
import { LinkButton } from "@/components/ui/link-button";
import { staffActor } from "@/server/identity/current-user";
import { refusalOf } from "@/server/identity/refusal";
import { pageContext, readPage } from "@/server/trpc/caller";

export const metadata: Metadata = { title: "Catalogue" };

/** Which services are offered, by which vendors, and do they run? */
export default async function CataloguePage() {
  const [offers, meters, health] = await readPage((api) =>
    Promise.all([api.catalogue.allServices(), api.catalogue.allMeters(), api.catalogue.health()]),
  );
  const { user } = await pageContext();
  const refusal = refusalOf(user && staffActor(user), "billing.change");
  const plans = offers.reduce((sum, offer) => sum + offer.plans.length, 0);
  const vendors = new Set(offers.map((offer) => offer.vendorName)).size;
  const failing = health.filter((one) => one.silent + one.failed > 0).map((one) => one.service);
  return (
    <Page wide>
      <PageHead
        title="Catalogue"
        sentence={`${formatCount(offers.length, "service")} of ${formatCount(vendors, "vendor")} in ${formatCount(plans, "plan")}. ${failing.length === 0 ? "No machine is silent or failed." : `Machines of ${failing.join(", ")} are silent or failed.`}`}
        actions={
          <>
            <LinkButton href="/admin/catalogue/export" download icon="download">
              Export CSV
            </LinkButton>
            <PlanDialog services={offers} refusal={refusal} />
          </>
        }
      />
      <LiveRefresh topics={["machines"]} />
      <CatalogueTabs on="services" />
      <div className="grid gap-4">
        {offers.map((offer) => (
          <ServiceCard
            key={offer.id}
            offer={offer}
            meters={meters}
            health={health.find((one) => one.serviceId === offer.id)}
          />
        ))}
        {offers.length === 0 ? (
          <Card>
            <EmptyState title="No service yet">
              The shipped services are added at the first start. None is here: the migration has not finished.
            </EmptyState>
          </Card>
        ) : null}
      </div>
    </Page>
  );
}
