import type { Metadata } from "next";
import { Page } from "@/components/frame/page";
import { PageHead } from "@/components/frame/page-head";
import { CustomerTabs } from "@/components/subscriptions/customer-tabs";
import { SubscriptionForm } from "@/components/subscriptions/subscription-form";
import { periodWords, policyWords } from "@/components/subscriptions/subscription-words";
import { Card } from "@/components/ui/card";
import { DataTable } from "@/components/ui/data-table";
import { EmptyState } from "@/components/ui/empty-state";
import { formatCount, formatNumber } from "@/components/ui/format";
import { meterWithUnit } from "@/components/usage/meter-words";
import { readPage } from "@/server/trpc/caller";

export const metadata: Metadata = { title: "Subscriptions" };

/** What has this customer agreed to, and from which use on does it cost more? */
export default async function SubscriptionsPage({ params }: { params: Promise<{ id: string }> }) {
  const { id } = await params;
  const [customer, subscriptions, choices] = await readPage((api) =>
    Promise.all([
      api.customers.get({ customerId: id }),
      api.subscriptions.ofCustomer({ customerId: id }),
      api.subscriptions.choices(),
    ]),
  );
  const { name, currency } = customer.customer;
  return (
    <Page>
      <PageHead
        title="Subscriptions"
        sentence={
          subscriptions.length === 0
            ? `${name} has no limit yet: use is recorded, nothing is billed.`
            : `${name} has ${formatCount(subscriptions.length, "limit")}. No host cloud knows ${subscriptions.length === 1 ? "it" : "them"}.`
        }
        crumbs={[{ label: name, href: `/admin/customers/${id}` }, { label: "Subscriptions" }]}
      />
      <CustomerTabs customerId={id} limits={subscriptions.length} on="subscriptions" />
      <Card title="Limits" flush className="mb-4">
        <DataTable
          bare
          label="Limits"
          columns={[
            { key: "plan", head: "Plan", grow: "32%" },
            { key: "meter", head: "Meter" },
            { key: "limit", head: "Limit", align: "right" },
            { key: "period", head: "Period", fold: "phone" },
            { key: "threshold", head: "Threshold", unit: "%", align: "right", fold: "phone" },
            { key: "rate", head: "Over-rate", unit: currency, align: "right", fold: "phone" },
            { key: "policy", head: "Above the limit" },
          ]}
          rows={subscriptions.map(({ plan, meter, parameter }) => ({
            id: parameter.id,
            cells: {
              plan: plan.name,
              meter: meterWithUnit(meter.name, meter.unit),
              limit: parameter.limit === null ? "–" : formatNumber(parameter.limit),
              period: periodWords[parameter.period],
              threshold: formatNumber(parameter.thresholdPercent),
              rate: parameter.overRate,
              policy: policyWords[parameter.overflowPolicy],
            },
          }))}
          empty={
            <EmptyState title="No limits" compact>
              Add a subscription below. From then on the customer's use over all clouds is compared with the limit.
            </EmptyState>
          }
        />
      </Card>
      <Card title="New subscription">
        <SubscriptionForm
          customerId={id}
          currency={currency}
          plans={choices.plans.map((plan) => ({ value: plan.id, label: plan.name }))}
          meters={choices.meters.map((meter) => ({ value: meter.slug, label: meter.name, detail: meter.unit }))}
        />
      </Card>
    </Page>
  );
}
