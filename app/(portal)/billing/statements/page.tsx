import type { Metadata } from "next";
import { BillingTabs } from "@/components/billing/billing-tabs";
import { openSentence, StatementList, stateChoices } from "@/components/billing/statement-list";
import { WaitingMonths } from "@/components/billing/waiting-months";
import { Page } from "@/components/frame/page";
import { PageHead } from "@/components/frame/page-head";
import { addressOf, type SearchParams } from "@/components/list/address";
import { choice } from "@/components/list/choice";
import { ListFilters } from "@/components/list/list-filters";
import { validFilter } from "@/components/list/valid-filter";
import { LiveRefresh } from "@/components/providers/live-refresh";
import { statementFilter } from "@/server/money/input";
import { pageContext, readPage } from "@/server/trpc/caller";

export const metadata: Metadata = { title: "Statements" };

/** What was billed for the months before, and what of it is to be paid? */
export default async function OwnStatementsPage({ searchParams }: { searchParams: SearchParams }) {
  const address = await addressOf("/billing/statements", searchParams, ["state"]);
  const { now } = await pageContext();
  const filter = validFilter(statementFilter.omit({ customer: true }), address.params);
  const [page, counts, waiting, events, zone] = await readPage((api) =>
    Promise.all([
      api.statements.own({ ...filter, cursor: address.params.after }),
      api.statements.ownCounts(),
      api.billing.waitingMonths(),
      api.billing.eventCounts({}),
      api.frame.zone(),
    ]),
  );
  return (
    <Page wide>
      <PageHead title="Statements" sentence={openSentence(counts)} crumbs={[{ label: "Statements" }]} />
      <LiveRefresh topics={["billing"]} />
      <BillingTabs on="statements" events={events.all} />
      <WaitingMonths months={waiting} />
      <ListFilters address={address} filters={[choice(address, "state", "State", stateChoices(counts))]} />
      <StatementList address={address} page={page} now={now} zone={zone} />
    </Page>
  );
}
