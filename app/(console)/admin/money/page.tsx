import type { Metadata } from "next";
import { Page } from "@/components/frame/page";
import { PageHead } from "@/components/frame/page-head";
import { addressOf, type SearchParams } from "@/components/list/address";
import { choice } from "@/components/list/choice";
import { ExportLink } from "@/components/list/export-link";
import { ListFilters } from "@/components/list/list-filters";
import { AgeingCard } from "@/components/money/ageing-card";
import { NeedsFinance } from "@/components/money/needs-finance";
import { RevenueCard } from "@/components/money/revenue-card";
import { lastMonths, revenueIn, revenueParts, revenueSeries } from "@/components/money/revenue-words";
import { LiveRefresh } from "@/components/providers/live-refresh";
import { formatMoney } from "@/components/ui/format";
import { SummaryStrip } from "@/components/ui/summary-strip";
import { TextLink } from "@/components/ui/text-link";
import { providerProfile } from "@/server/provider/queries";
import { pageContext, readPage } from "@/server/trpc/caller";

export const metadata: Metadata = { title: "Money" };

/** Months of revenue, as the overview has them. */
const shown = 12;

/** What is earned, what of it is open, and what waits for finance? */
export default async function MoneyPage({ searchParams }: { searchParams: SearchParams }) {
  const address = await addressOf("/admin/money", searchParams, ["by", "currency"]);
  const { now } = await pageContext();
  const overview = await readPage((api) => api.books.overview());
  const currencies = currenciesOf(overview);
  const own = (await providerProfile()).currency;
  const currency = currencies.find((one) => one === address.params.currency) ?? own;
  const part = revenueParts.find((one) => one === address.params.by) ?? "service";
  const series = revenueSeries(overview, currency, part);
  const months = lastMonths(now, shown);
  const [before = "", running = ""] = months.slice(-2);
  const money = (minor: bigint) => formatMoney(minor, currency);
  const owed = (kind: string) =>
    overview.owed.find((one) => one.kind === kind && one.currency === currency)?.minor ?? 0n;
  const buckets = overview.ageing.find((one) => one.currency === currency)?.buckets ?? [];
  const openMinor = buckets.reduce((sum, { minor }) => sum + minor, 0n);
  const overdueMinor = openMinor - (buckets[0]?.minor ?? 0n);
  return (
    <Page wide>
      <PageHead
        title="Money"
        sentence={`${money(revenueIn(series, running))} earned this month. ${openWords(openMinor, overdueMinor, money)}`}
        actions={<ExportLink address={{ path: address.path, params: {} }} />}
      />
      <LiveRefresh topics={["billing", "notices", "customers"]} />
      <ListFilters
        address={address}
        filters={[
          choice(
            address,
            "by",
            "Revenue",
            revenueParts.map((id) => ({ id, label: `by ${id}` })),
            "by service",
          ),
          choice(
            address,
            "currency",
            "Currency",
            currencies.map((id) => ({ id, label: id })),
            own,
          ),
        ]}
      />
      <SummaryStrip
        facts={[
          { label: "Earned this month", value: money(revenueIn(series, running)) },
          { label: "Earned last month", value: money(revenueIn(series, before)) },
          {
            label: "On no statement yet",
            value: money(owed("unbilled")),
            small: <TextLink href="/admin/statements/journal">Journal</TextLink>,
          },
          {
            label: "On statements, not paid",
            value: money(openMinor),
            small: <TextLink href="/admin/statements?state=open">Open statements</TextLink>,
          },
          {
            label: "Overdue",
            value: money(overdueMinor),
            ...(overdueMinor > 0n && { tone: "over" as const }),
            small: <TextLink href="/admin/statements?state=overdue">Overdue statements</TextLink>,
          },
        ]}
      />
      <div className="grid items-start gap-4 min-[1200px]:grid-cols-[minmax(0,1fr)_380px]">
        <RevenueCard series={series} months={months} currency={currency} part={part} />
        <div className="grid min-w-0 gap-4">
          <NeedsFinance needs={overview.needs} />
          <AgeingCard ageing={overview.ageing} />
        </div>
      </div>
    </Page>
  );
}

function openWords(open: bigint, overdue: bigint, money: (minor: bigint) => string): string {
  if (open === 0n) return "Every issued statement is paid.";
  const part = overdue === 0n ? "none of it" : overdue === open ? "all of it" : `${money(overdue)} of it`;
  return `${money(open)} to be paid, ${part} overdue.`;
}

/** Every currency in which something was earned or is owed. */
const currenciesOf = ({ revenue, owed }: { revenue: { currency: string }[]; owed: { currency: string }[] }) =>
  [...new Set([...revenue, ...owed].map(({ currency }) => currency))].sort();
