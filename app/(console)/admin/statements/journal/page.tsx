import type { Metadata } from "next";
import { monthName } from "@/components/billing/billing-words";
import { JournalTable } from "@/components/billing/journal-table";
import { StatementTabs } from "@/components/billing/statement-tabs";
import { Page } from "@/components/frame/page";
import { PageHead } from "@/components/frame/page-head";
import { staffZone } from "@/components/frame/staff-zone";
import { addressOf, csvHref, type SearchParams } from "@/components/list/address";
import { choice } from "@/components/list/choice";
import { ListFilters } from "@/components/list/list-filters";
import { validFilter } from "@/components/list/valid-filter";
import { LiveRefresh } from "@/components/providers/live-refresh";
import { LinkButton } from "@/components/ui/link-button";
import { journalFilter } from "@/server/money/input";
import { pageContext, readPage } from "@/server/trpc/caller";

export const metadata: Metadata = { title: "Journal" };

/** So many months are offered. */
const offered = 24;

/** What does bookkeeping get of a month? */
export default async function JournalPage({ searchParams }: { searchParams: SearchParams }) {
  const address = await addressOf("/admin/statements/journal", searchParams, ["month"]);
  const { now } = await pageContext();
  const months = Array.from({ length: offered }, (_, n) => monthBack(now, n));
  const [running = "", ended = ""] = months;
  const { month = ended } = validFilter(journalFilter.partial(), address.params);
  const page = await readPage((api) => api.books.journal({ month, cursor: address.params.after }));
  return (
    <Page wide>
      <PageHead
        title="Journal"
        sentence={
          month === running
            ? `What was posted in ${nameOf(month)} so far. Only a month that has ended stays as it is.`
            : `What was posted in ${nameOf(month)}. Nothing is added to it any more.`
        }
        crumbs={[{ label: "Journal" }]}
        actions={
          <LinkButton href={csvHref({ ...address, params: { month } })} download icon="download">
            Export CSV
          </LinkButton>
        }
      />
      <LiveRefresh topics={["billing", "provider"]} />
      <StatementTabs on="journal" />
      <ListFilters
        address={address}
        filters={[
          choice(
            address,
            "month",
            "Month",
            months.map((id) => ({ id, label: nameOf(id) })),
            nameOf(ended),
          ),
        ]}
      />
      <JournalTable address={address} page={page} />
    </Page>
  );
}

const monthBack = (now: Date, n: number) =>
  new Date(Date.UTC(now.getUTCFullYear(), now.getUTCMonth() - n, 1)).toISOString().slice(0, 7);
const nameOf = (month: string) => monthName({ start: new Date(`${month}-01T00:00:00Z`), timeZone: staffZone });
