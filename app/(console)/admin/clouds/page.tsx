import type { Metadata } from "next";
import { cloudsFinding } from "@/components/clouds/cloud-state";
import { CloudTable } from "@/components/clouds/cloud-table";
import { CloudTabs } from "@/components/clouds/cloud-tabs";
import { TestConnection } from "@/components/clouds/test-connection";
import { Page } from "@/components/frame/page";
import { PageHead } from "@/components/frame/page-head";
import { LiveRefresh } from "@/components/providers/live-refresh";
import { refusalOf } from "@/server/identity/refusal";
import { pageContext, pageStaff, readPage } from "@/server/trpc/caller";

export const metadata: Metadata = { title: "Clouds and inventory" };

/** Do the host clouds answer, and what runs in them? */
export default async function CloudsPage() {
  const { now } = await pageContext();
  const clouds = await readPage((api) => api.clouds.figures());
  const refusal = refusalOf(await pageStaff(), "clouds.change");
  return (
    <Page wide>
      <PageHead title="Clouds and inventory" sentence={cloudsFinding(clouds)} />
      <LiveRefresh topics={["clouds", "machines"]} />
      <CloudTabs on="clouds" />
      <CloudTable
        clouds={clouds}
        now={now}
        csv="/admin/clouds/export"
        action={({ id, name, driverFault, settings }) => {
          const without = settings === null ? "It has no driver: its use comes from files only." : undefined;
          const reason = refusal ?? driverFault ?? without;
          return <TestConnection cloud={{ id, name }} reason={reason} />;
        }}
      />
    </Page>
  );
}
