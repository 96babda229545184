import type { Metadata } from "next";
import { LedgerTable } from "@/components/billing/ledger-table";
import { Page } from "@/components/frame/page";
import { PageHead } from "@/components/frame/page-head";
import { staffZone } from "@/components/frame/staff-zone";
import { addressOf, type SearchParams } from "@/components/list/address";
import { ListFilters } from "@/components/list/list-filters";
import { instantOf, timeFilter } from "@/components/list/time-filter";
import { validFilter } from "@/components/list/valid-filter";
import { LiveRefresh } from "@/components/providers/live-refresh";
import { CustomerTabs } from "@/components/subscriptions/customer-tabs";
import { formatMoney } from "@/components/ui/format";
import { formatDateTime } from "@/components/ui/format-time";
import { SummaryStrip } from "@/components/ui/summary-strip";
import { balanceQuery } from "@/server/money/input";
import { readPage } from "@/server/trpc/caller";

export const metadata: Metadata = { title: "Ledger" };

type Given = { params: Promise<{ id: string }>; searchParams: SearchParams };

/** What did this customer owe at an instant, and which entries make it up? */
export default async function CustomerLedgerPage({ params, searchParams }: Given) {
  const { id: customerId } = await params;
  const path = `/admin/customers/${encodeURIComponent(customerId)}/ledger`;
  const address = await addressOf(path, searchParams, ["at"]);
  const { at: then } = validFilter(balanceQuery, { at: instantOf(address.params.at) });
  const at = then?.toISOString();
  const [profile, limits, balance, page] = await readPage((api) =>
    Promise.all([
      api.customers.get({ customerId }),
      api.subscriptions.ofCustomer({ customerId }),
      api.books.balance({ customerId, at }),
      api.books.entries({ customerId, at, cursor: address.params.after }),
    ]),
  );
  const { name } = profile.customer;
  const { currency, balances } = balance;
  const money = (minor: bigint) => formatMoney(minor, currency);
  return (
    <Page wide>
      <PageHead
        title="Ledger"
        sentence={`${name} ${then ? "owed" : "owes"} ${money(balance.owedMinor)} ${then ? `at ${formatDateTime(then, staffZone)}` : "now"}.`}
        crumbs={[{ label: name, href: `/admin/customers/${customerId}` }, { label: "Ledger" }]}
      />
      <LiveRefresh topics={["billing", "overflows"]} />
      <CustomerTabs customerId={customerId} limits={limits.length} on="ledger" />
      <ListFilters address={address} filters={[timeFilter(address, "at", "At")]} />
      <SummaryStrip
        facts={[
          { label: "On issued statements", value: money(balances.receivable ?? 0n) },
          { label: "On no statement yet", value: money(balances.unbilled ?? 0n) },
          { label: "Machines at work, estimated", value: money(balance.estimatedMinor) },
          { label: "Exposure", value: money(balance.exposureMinor), small: "all three" },
          { label: "Earned", value: money(-(balances.revenue ?? 0n)) },
          { label: "Paid", value: money(balances.cash ?? 0n) },
        ]}
      />
      <LedgerTable address={address} page={page} currency={currency} />
    </Page>
  );
}
