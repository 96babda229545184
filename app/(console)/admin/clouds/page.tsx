import type { Metadata } from "next";
import { cloudsFinding } from "@/components/clouds/cloud-state";
import { CloudTable } from "@/components/clouds/cloud-table";
import { CloudTabs } from "@/components/clouds/cloud-tabs";
import { TestConnection } from "@/components/clouds/test-connection";
import { Page } from "@/components/frame/page";
import { PageHead } from "@/components/frame/page-head";
import { LiveRefresh } from "@/components/providers/live-refresh";
import { staffActor } from "@/server/identity/current-user";
import { may } from "@/server/identity/permissions";
import { caller, pageContext, read } from "@/server/trpc/caller";
import { testConnection } from "./actions";

export const metadata: Metadata = { title: "Clouds and inventory" };

/** Do the host clouds answer, and what runs in them? */
export default async function CloudsPage() {
  const api = await caller();
  const { user, now } = await pageContext();
  const clouds = await read(api.clouds.figures());
  const staff = user && staffActor(user);
  const mayTest = staff !== null && may(staff, "clouds.change");
  return (
    <Page wide>
      <PageHead title="Clouds and inventory" sentence={cloudsFinding(clouds)} />
      <LiveRefresh topics={["clouds", "machines"]} />
      <CloudTabs on="clouds" />
      <CloudTable
        clouds={clouds}
        now={now}
        csv="/admin/clouds/export"
        action={({ id, name, driver, url }) => {
          const reason = !mayTest
            ? "Owners and operators test connections."
            : driver === "none" || url === null
              ? "It has no driver: its use comes from files only."
              : undefined;
          return <TestConnection cloud={{ id, name }} reason={reason} act={testConnection} />;
        }}
      />
    </Page>
  );
}
