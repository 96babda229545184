import type { Metadata } from "next";
import { companyFacts } from "@/components/configuration/company-facts";
import { companyFinding } from "@/components/configuration/company-finding";
import { InformationCards } from "@/components/configuration/information-cards";
import { Page } from "@/components/frame/page";
import { PageHead } from "@/components/frame/page-head";
import { LiveRefresh } from "@/components/providers/live-refresh";
import { formatCount } from "@/components/ui/format";
import { Notice } from "@/components/ui/notice";
import { SummaryStrip } from "@/components/ui/summary-strip";
import { refusalOf } from "@/server/identity/refusal";
import { pageCompany, pageContext, readPage } from "@/server/trpc/caller";

export const metadata: Metadata = { title: "Company" };

/** Has the company given the information that its machines wait for? */
export default async function CompanyPage() {
  const { now } = await pageContext();
  const { customerId, actor, viewing } = await pageCompany();
  const profile = await readPage((api) => api.configuration.profile());
  const asked = viewing ? null : actor;
  return (
    <Page>
      <PageHead title={profile.customer.name} sentence={companyFinding(profile)} />
      <LiveRefresh topics={["customers", "machines"]} />
      {profile.waitingMachines > 0 && !profile.information.any ? (
        <Notice kind="near" className="mb-4" title={waitingTitle(profile.waitingMachines)}>
          Enter a contact, confirm the account identifier or request a credit limit: one is enough, and they continue.
        </Notice>
      ) : null}
      <SummaryStrip facts={companyFacts(profile)} />
      <InformationCards
        profile={profile}
        now={now}
        zone={profile.customer.timeZone}
        refusals={{
          contact: refusalOf(asked, "contact.set", customerId),
          identifier: refusalOf(asked, "identifier.confirm", customerId),
          billing: refusalOf(asked, "billing_information.set", customerId),
          creditLimit: refusalOf(asked, "credit_limit.request", customerId),
        }}
      />
    </Page>
  );
}

const waitingTitle = (machines: number) =>
  `${formatCount(machines, "machine waits", "machines wait")} for customer information.`;
