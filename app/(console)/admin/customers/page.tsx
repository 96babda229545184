import type { Metadata } from "next";
import { choiceFilter } from "@/components/configuration/choice-filter";
import { CreditLimitQueue } from "@/components/configuration/credit-limit-queue";
import { CustomerTable } from "@/components/configuration/customer-table";
import { Page } from "@/components/frame/page";
import { PageHead } from "@/components/frame/page-head";
import { addressOf, type SearchParams } from "@/components/list/address";
import { LiveRefresh } from "@/components/providers/live-refresh";
import { FilterBar } from "@/components/ui/filter-bar";
import { LinkButton } from "@/components/ui/link-button";
import { SearchInput } from "@/components/ui/search-input";
import { pageContext, readPage } from "@/server/trpc/caller";
import { customerFilter } from "@/server/trpc/routers/customers";

export const metadata: Metadata = { title: "Customers" };

const states: [string, string][] = [
  ["invited", "Invited"],
  ["applied", "Applied"],
  ["active", "Active"],
  ["suspended", "Suspended"],
  ["closed", "Closed"],
];

/** Who are the customers, and which of them wait for us? */
export default async function CustomersPage({ searchParams }: { searchParams: SearchParams }) {
  const address = await addressOf("/admin/customers", searchParams, ["q", "state"]);
  const { now } = await pageContext();
  const { q, after } = address.params;
  const { state } = customerFilter.catch({}).parse(address.params);
  const [page, requests] = await readPage((api) =>
    Promise.all([api.customers.list({ search: q, state, after }), api.customers.creditLimitRequests()]),
  );
  const byState = choiceFilter(address, "state", "State", states);
  return (
    <Page wide>
      <PageHead
        title="Customers"
        sentence={
          requests.length === 0
            ? "No request for a credit limit waits."
            : `${requests.length} ${requests.length === 1 ? "request" : "requests"} for a credit limit ${requests.length === 1 ? "waits" : "wait"} for a decision.`
        }
        actions={
          <LinkButton href="/admin/customers/invite" kind="primary" icon="plus">
            Invite customer
          </LinkButton>
        }
      />
      <LiveRefresh topics={["customers", "identity"]} />
      <CreditLimitQueue requests={requests} now={now} />
      <FilterBar
        search={<SearchInput label="Name or identifier" defaultValue={q} keep={state ? { state } : {}} />}
        {...byState}
        clearHref="/admin/customers"
      />
      <CustomerTable address={address} page={page} now={now} />
    </Page>
  );
}
