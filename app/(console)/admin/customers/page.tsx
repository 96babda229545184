import type { Metadata } from "next";
import { CreditLimitQueue } from "@/components/configuration/credit-limit-queue";
import { CustomerTable } from "@/components/configuration/customer-table";
import { Page } from "@/components/frame/page";
import { PageHead } from "@/components/frame/page-head";
import { addressOf, type SearchParams } from "@/components/list/address";
import { choice } from "@/components/list/choice";
import { ListFilters } from "@/components/list/list-filters";
import { validFilter } from "@/components/list/valid-filter";
import { LiveRefresh } from "@/components/providers/live-refresh";
import { formatCount } from "@/components/ui/format";
import { LinkButton } from "@/components/ui/link-button";
import { customerFilter } from "@/server/configuration/input";
import { pageContext, readPage } from "@/server/trpc/caller";

export const metadata: Metadata = { title: "Customers" };

const states = [
  { id: "invited", label: "Invited" },
  { id: "applied", label: "Applied" },
  { id: "active", label: "Active" },
  { id: "suspended", label: "Suspended" },
  { id: "closed", label: "Closed" },
];

/** Who are the customers, and which of them wait for a decision? */
export default async function CustomersPage({ searchParams }: { searchParams: SearchParams }) {
  const address = await addressOf("/admin/customers", searchParams, ["q", "state"]);
  const { now } = await pageContext();
  const { q, after } = address.params;
  const { state } = validFilter(customerFilter, address.params);
  const [page, requests] = await readPage((api) =>
    Promise.all([api.customers.list({ search: q, state, cursor: after }), api.customers.creditLimitRequests()]),
  );
  return (
    <Page wide>
      <PageHead
        title="Customers"
        sentence={
          requests.length === 0
            ? "No credit limit request is waiting."
            : `${formatCount(requests.length, "request")} for a credit limit ${requests.length === 1 ? "waits" : "wait"} for a decision.`
        }
        actions={
          <LinkButton href="/admin/customers/invite" kind="primary" icon="plus">
            Invite customer
          </LinkButton>
        }
      />
      <LiveRefresh topics={["customers", "identity"]} />
      <CreditLimitQueue requests={requests} now={now} />
      <ListFilters
        address={address}
        search="Name or identifier"
        filters={[choice(address, "state", "State", states)]}
      />
      <CustomerTable address={address} page={page} now={now} />
    </Page>
  );
}
