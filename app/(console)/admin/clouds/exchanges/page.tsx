import type { Metadata } from "next";
import { cloudFilter } from "@/components/clouds/cloud-filter";
import { CloudTabs } from "@/components/clouds/cloud-tabs";
import { ExchangeSheet } from "@/components/clouds/exchange-sheet";
import { ExchangeTable } from "@/components/clouds/exchange-table";
import { Page } from "@/components/frame/page";
import { PageHead } from "@/components/frame/page-head";
import { addressOf, type SearchParams, sheetHref } from "@/components/list/address";
import { choice } from "@/components/list/choice";
import { ListFilters } from "@/components/list/list-filters";
import { validFilter } from "@/components/list/valid-filter";
import { formatCount } from "@/components/ui/format";
import { exchangeFilter } from "@/server/reads/input";
import { pageContext, readPage } from "@/server/trpc/caller";

export const metadata: Metadata = { title: "Exchanges with clouds" };

const outcomes = [
  { id: "failed", label: "failed" },
  { id: "answered", label: "answered" },
];

/** What was sent to the host clouds, and what did they answer? */
export default async function ExchangesPage({ searchParams }: { searchParams: SearchParams }) {
  const address = await addressOf("/admin/clouds/exchanges", searchParams, [
    "cloud",
    "outcome",
    "subject",
    "q",
    "open",
  ]);
  const { open, after } = address.params;
  const { now } = await pageContext();
  const filter = validFilter(exchangeFilter, address.params);
  const [page, clouds, figures, opened] = await readPage((api) =>
    Promise.all([
      api.clouds.exchanges({ ...filter, cursor: after }),
      api.clouds.names(),
      api.clouds.figures(),
      open ? api.clouds.exchange({ id: open }) : null,
    ]),
  );
  const sent = figures.reduce((sum, cloud) => sum + cloud.exchanges, 0);
  const failed = figures.reduce((sum, cloud) => sum + cloud.failed, 0);
  return (
    <Page wide>
      <PageHead
        title="Clouds and inventory"
        sentence={`${formatCount(sent, "exchange")} in the last hour, ${failed} failed. None contains a limit, threshold, sum or excess.`}
        crumbs={[{ label: "Exchanges" }]}
      />
      <CloudTabs on="exchanges" />
      <ListFilters
        address={address}
        search="Path or id"
        filters={[
          cloudFilter(address, clouds),
          choice(address, "outcome", "Answer", outcomes),
          choice(address, "subject", "About", []),
        ]}
      />
      <ExchangeTable address={address} page={page} now={now} />
      {opened ? <ExchangeSheet exchange={opened} now={now} closeHref={sheetHref(address, { open: null })} /> : null}
    </Page>
  );
}
