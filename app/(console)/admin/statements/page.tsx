import type { Metadata } from "next";
import { monthBefore } from "@/components/billing/billing-words";
import { IssueButton } from "@/components/billing/issue-button";
import { openSentence, StatementList, stateChoices } from "@/components/billing/statement-list";
import { StatementTabs } from "@/components/billing/statement-tabs";
import { Page } from "@/components/frame/page";
import { PageHead } from "@/components/frame/page-head";
import { staffZone } from "@/components/frame/staff-zone";
import { addressOf, type SearchParams } from "@/components/list/address";
import { choice } from "@/components/list/choice";
import { ListFilters } from "@/components/list/list-filters";
import { validFilter } from "@/components/list/valid-filter";
import { LiveRefresh } from "@/components/providers/live-refresh";
import { customerChoice } from "@/components/usage/usage-filters";
import { refusalOf } from "@/server/identity/refusal";
import { statementFilter } from "@/server/money/input";
import { pageContext, pageStaff, readPage } from "@/server/trpc/caller";

export const metadata: Metadata = { title: "Statements" };

/** What was billed to whom, and what of it is to be paid? */
export default async function StatementsPage({ searchParams }: { searchParams: SearchParams }) {
  const address = await addressOf("/admin/statements", searchParams, ["customer", "state"]);
  const { now } = await pageContext();
  const filter = validFilter(statementFilter, address.params);
  const [page, counts, customers] = await readPage((api) =>
    Promise.all([
      api.statements.list({ ...filter, cursor: address.params.after }),
      api.statements.counts({ customer: filter.customer }),
      filter.customer ? api.customers.list({ search: filter.customer, limit: 1 }) : { rows: [] },
    ]),
  );
  const company = customers.rows.find(({ id }) => id === filter.customer);
  const refusal = refusalOf(await pageStaff(), "billing.change");
  return (
    <Page wide>
      <PageHead
        title="Statements"
        sentence={openSentence(counts)}
        actions={<IssueButton month={monthBefore(now)} refusal={refusal} />}
      />
      <LiveRefresh topics={["billing"]} />
      <StatementTabs on="statements" />
      <ListFilters
        address={address}
        filters={[choice(address, "state", "State", stateChoices(counts)), customerChoice(address, company)]}
      />
      <StatementList address={address} page={page} now={now} zone={staffZone} all />
    </Page>
  );
}
