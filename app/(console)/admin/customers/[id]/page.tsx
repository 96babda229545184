import type { Metadata } from "next";
import { DecidedAdjustments, ProposedAdjustments } from "@/components/billing/adjustment-cards";
import { CustomerTaxForm } from "@/components/billing/customer-tax-form";
import { companyFinding } from "@/components/configuration/company-finding";
import { customerActions } from "@/components/configuration/customer-actions";
import { InformationCards } from "@/components/configuration/information-cards";
import { RenameCustomerForm } from "@/components/configuration/rename-customer-form";
import { TimeZoneForm } from "@/components/configuration/time-zone-form";
import { Page } from "@/components/frame/page";
import { PageHead } from "@/components/frame/page-head";
import { staffZone } from "@/components/frame/staff-zone";
import { actorName } from "@/components/identity/actor-name";
import { CompanyKeys } from "@/components/identity/company-keys";
import { KeyTable } from "@/components/identity/key-table";
import { TeamCards } from "@/components/identity/team-cards";
import { ActionMenu } from "@/components/list/action-menu";
import { FailingStandings } from "@/components/operations/needs-attention";
import { LiveRefresh } from "@/components/providers/live-refresh";
import { CustomerTabs } from "@/components/subscriptions/customer-tabs";
import { Button } from "@/components/ui/button";
import { Card } from "@/components/ui/card";
import { LinkButton } from "@/components/ui/link-button";
import { Money } from "@/components/ui/money";
import { Notice } from "@/components/ui/notice";
import { PostForm } from "@/components/ui/post-form";
import { RelativeTime } from "@/components/ui/relative-time";
import { StateBadge } from "@/components/ui/state-badge";
import { SummaryStrip } from "@/components/ui/summary-strip";
import { TextLink } from "@/components/ui/text-link";
import { closedRefusal } from "@/server/configuration/rules";
import { staffActor } from "@/server/identity/current-user";
import { refusalOf } from "@/server/identity/refusal";
import { pageContext, readPage } from "@/server/trpc/caller";

export const metadata: Metadata = { title: "Customer" };

/** One customer: its information, what waits for it, its team. */
export default async function CustomerPage({ params }: { params: Promise<{ id: string }> }) {
  const { id } = await params;
  const { now, user } = await pageContext();
  const [profile, team, limits, keys, failing, proposed, adjustments, meters, tax] = await readPage((api) =>
    Promise.all([
      api.customers.get({ customerId: id }),
      api.identity.team({ customerId: id }),
      api.subscriptions.ofCustomer({ customerId: id }),
      api.keys.list({ customerId: id }),
      api.operations.failingStandings({ customerId: id }),
      api.corrections.adjustments({ customerId: id, state: "proposed", limit: 20 }),
      api.corrections.adjustments({ customerId: id, limit: 20 }),
      api.operations.meters(),
      api.taxes.ofCustomer({ customerId: id }),
    ]),
  );
  const { customer } = profile;
  const staff = user && staffActor(user);
  const keyRefusal = refusalOf(staff, "keys.change");
  const change = refusalOf(staff, "customer.change");
  const closed = closedRefusal(customer);
  return (
    <Page>
      <PageHead
        title={customer.name}
        badges={<StateBadge kind="customer" state={customer.state} pill />}
        sentence={companyFinding(profile)}
        crumbs={[{ label: customer.name }]}
        actions={
          <>
            <PostForm action="/api/session/view-as" fields={{ customerId: customer.id }} className="grid">
              <Button type="submit" icon="eye">
                View as customer
              </Button>
            </PostForm>
            <ActionMenu label={`Actions for ${customer.name}`} actions={customerActions(customer, change)} />
          </>
        }
      />
      <LiveRefresh topics={["customers", "identity", "machines", "billing"]} />
      <CustomerTabs customerId={customer.id} limits={limits.length} on="customer" />
      {closed ? <Notice className="mb-4">{closed}</Notice> : null}
      {failing.length === 0 ? null : (
        <Card
          title="Cannot be judged"
          note="use is recorded, and neither compared with the limit nor billed"
          flush
          className="mb-4"
        >
          <FailingStandings standings={failing} now={now} />
        </Card>
      )}
      <ProposedAdjustments
        adjustments={proposed.rows}
        more={proposed.nextCursor !== null}
        meters={meters}
        refusal={refusalOf(staff, "billing.change")}
        now={now}
        zone={staffZone}
        className="mb-4"
      />
      {limits.length === 0 && !closed ? (
        <Notice
          kind="near"
          title="No limit yet"
          className="mb-4"
          action={
            <LinkButton size="small" href={`/admin/customers/${customer.id}/subscriptions`}>
              Add a limit
            </LinkButton>
          }
        >
          Its use is recorded, but compared with nothing: no billing event is raised and nothing is billed.
        </Notice>
      ) : null}
      <SummaryStrip
        wideFirst
        facts={[
          {
            label: "Account identifier",
            value: <span className="font-mono">{customer.identifier}</span>,
            small: customer.identifierConfirmedAt
              ? `confirmed by ${actorName(customer.identifierConfirmedBy ?? "nobody")}`
              : "proposed",
          },
          {
            label: "Credit limit",
            value: <Money minor={customer.creditLimitMinor} currency={customer.currency} />,
            small: customer.currency,
          },
          {
            label: "Machines waiting",
            value: profile.waitingMachines,
            tone: profile.waitingMachines > 0 ? "near" : "plain",
            small:
              profile.waitingMachines > 0 ? (
                <TextLink href={`/admin/machines?q=${customer.identifier}`}>for information: see them</TextLink>
              ) : (
                "for information"
              ),
          },
          { label: "Billing time zone", value: customer.timeZone, small: "periods from a day up" },
          {
            label: "Customer since",
            value: <RelativeTime at={customer.createdAt} now={now} zone={staffZone} form="day" />,
          },
        ]}
      />
      <InformationCards
        profile={profile}
        customerId={customer.id}
        closed={closed !== undefined}
        now={now}
        zone={staffZone}
        refusals={{
          contact: refusalOf(staff, "contact.set"),
          identifier: refusalOf(staff, "identifier.confirm"),
          billing: refusalOf(staff, "billing_information.set"),
          creditLimit: refusalOf(staff, "credit_limit.request"),
          decide: refusalOf(staff, "credit_limit.decide"),
        }}
      />
      <Card title="Tax" note="what statements charge this customer" className="mt-4">
        <CustomerTaxForm key={JSON.stringify(tax)} tax={tax} refusal={refusalOf(staff, "billing.change")} />
      </Card>
      <Card title="Company name" className="mt-4">
        <RenameCustomerForm customerId={customer.id} name={customer.name} refusal={change} />
      </Card>
      <Card title="Billing time zone" className="mt-4">
        <TimeZoneForm key={customer.timeZone} customerId={customer.id} timeZone={customer.timeZone} refusal={change} />
      </Card>
      <DecidedAdjustments adjustments={adjustments.rows} meters={meters} now={now} zone={staffZone} className="mt-4" />
      <h2 className="mt-6 mb-3 text-md font-semibold">Programs</h2>
      <CompanyKeys customerId={customer.id} refusal={keyRefusal} closed={closed !== undefined}>
        <KeyTable keys={keys} now={now} zone={staffZone} whose={{ customerId: customer.id }} refusal={keyRefusal} />
      </CompanyKeys>
      <h2 className="mt-6 mb-3 text-md font-semibold">Team</h2>
      <TeamCards
        team={team}
        customerId={customer.id}
        closed={closed !== undefined}
        now={now}
        zone={staffZone}
        refusal={refusalOf(staff, "team.change")}
      />
    </Page>
  );
}
