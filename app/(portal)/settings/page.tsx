import type { Metadata } from "next";
import { Page } from "@/components/frame/page";
import { PageHead } from "@/components/frame/page-head";
import { CompanyKeys } from "@/components/identity/company-keys";
import { PersonForm } from "@/components/identity/person-form";
import { LiveRefresh } from "@/components/providers/live-refresh";
import { Card } from "@/components/ui/card";
import { may } from "@/server/identity/permissions";
import { refusalOf } from "@/server/identity/refusal";
import { caller, pageCompany, pageContext, read } from "@/server/trpc/caller";

export const metadata: Metadata = { title: "Settings" };

/** How is the person called, and which programs speak for the company? */
export default async function SettingsPage() {
  const { now, user } = await pageContext();
  const { customerId, actor, viewing } = await pageCompany();
  const api = await caller();
  const keys = may(actor, "keys.read", customerId) ? await read(api.keys.list()) : null;
  return (
    <Page>
      <PageHead title="Settings" sentence="You, and the programs that speak for your company." />
      <LiveRefresh topics={["identity"]} />
      <div className="grid gap-4">
        <Card title="You" note={user?.email}>
          <PersonForm name={user?.name ?? ""} refusal={viewing ? "You may only look here." : undefined} />
        </Card>
        {keys ? (
          <CompanyKeys keys={keys} now={now} refusal={refusalOf(viewing ? null : actor, "keys.change", customerId)} />
        ) : null}
      </div>
    </Page>
  );
}
