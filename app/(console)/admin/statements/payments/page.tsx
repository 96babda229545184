import type { Metadata } from "next";
import { PaymentButton } from "@/components/billing/payment-button";
import { PaymentList } from "@/components/billing/payment-list";
import { RefundButton } from "@/components/billing/refund-button";
import { StatementTabs } from "@/components/billing/statement-tabs";
import { Page } from "@/components/frame/page";
import { PageHead } from "@/components/frame/page-head";
import { addressOf, type SearchParams } from "@/components/list/address";
import { ListFilters } from "@/components/list/list-filters";
import { validFilter } from "@/components/list/valid-filter";
import { LiveRefresh } from "@/components/providers/live-refresh";
import { customerChoice } from "@/components/usage/usage-filters";
import { refusalOf } from "@/server/identity/refusal";
import { paymentFilter } from "@/server/money/input";
import { pageContext, pageStaff, readPage } from "@/server/trpc/caller";

export const metadata: Metadata = { title: "Payments" };

/** What came in, and from whom? */
export default async function PaymentsPage({ searchParams }: { searchParams: SearchParams }) {
  const address = await addressOf("/admin/statements/payments", searchParams, ["customer"]);
  const { now } = await pageContext();
  const filter = validFilter(paymentFilter, address.params);
  const [page, customers] = await readPage((api) =>
    Promise.all([
      api.payments.list({ ...filter, cursor: address.params.after }),
      filter.customer ? api.customers.list({ search: filter.customer, limit: 1 }) : { rows: [] },
    ]),
  );
  const company = customers.rows.find(({ id }) => id === filter.customer);
  const refusal = refusalOf(await pageStaff(), "billing.change");
  const today = now.toISOString().slice(0, 10);
  return (
    <Page wide>
      <PageHead
        title="Payments"
        sentence="What came in settles what is due first, unless it names a statement."
        crumbs={[{ label: "Payments" }]}
        actions={
          <>
            <RefundButton {...(company && { customer: company })} today={today} refusal={refusal} />
            <PaymentButton {...(company && { customer: company })} today={today} refusal={refusal} />
          </>
        }
      />
      <LiveRefresh topics={["billing"]} />
      <StatementTabs on="payments" />
      <ListFilters address={address} filters={[customerChoice(address, company)]} />
      <PaymentList address={address} page={page} now={now} refusal={refusal} />
    </Page>
  );
}
