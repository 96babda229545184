import type { Metadata } from "next";
import { BillingTabs } from "@/components/billing/billing-tabs";
import { isCorrection, isOffset, monthName, periodFinding } from "@/components/billing/billing-words";
import { ExposureCard } from "@/components/billing/exposure-card";
import { ForecastCard } from "@/components/billing/forecast-card";
import { HeldOverflows, heldOf } from "@/components/billing/held-overflows";
import { monthForecast } from "@/components/billing/month-forecast";
import { StatementTable } from "@/components/billing/statement-table";
import { TaxBreakdown } from "@/components/billing/tax-breakdown";
import { Page } from "@/components/frame/page";
import { PageHead } from "@/components/frame/page-head";
import { addressOf, type SearchParams } from "@/components/list/address";
import { validFilter } from "@/components/list/valid-filter";
import { LiveRefresh } from "@/components/providers/live-refresh";
import { OwnFailingNotice } from "@/components/standings/own-failing-notice";
import { formatCount, formatMoney } from "@/components/ui/format";
import { formatDay, formatPeriod } from "@/components/ui/format-time";
import { LinkButton } from "@/components/ui/link-button";
import { StateBadge } from "@/components/ui/state-badge";
import { SummaryStrip } from "@/components/ui/summary-strip";
import { creditLimitWaits } from "@/server/configuration/states";
import { refusalOf } from "@/server/identity/refusal";
import { draftQuery } from "@/server/money/input";
import { providerProfile } from "@/server/provider/queries";
import { pageCompany, pageContext, readPage } from "@/server/trpc/caller";

export const metadata: Metadata = { title: "Billing" };

/** What does the running month come to, or one that waits for its statement, and how far does credit go? */
export default async function BillingPage({ searchParams }: { searchParams: SearchParams }) {
  const address = await addressOf("/billing", searchParams, ["line", "month"]);
  const { now } = await pageContext();
  const { customerId, actor, viewing } = await pageCompany();
  const { month } = validFilter(draftQuery, address.params);
  const [period, exposure, standings, clouds, counts, profile, failing] = await readPage((api) =>
    Promise.all([
      api.billing.period({ month }),
      api.billing.exposure(),
      api.billing.standings(),
      api.billing.clouds(),
      api.billing.eventCounts({}),
      api.configuration.profile(),
      api.billing.failing(),
    ]),
  );
  const issuer = await providerProfile();
  const money = (minor: bigint) => formatMoney(minor, period.currency);
  const forecast = monthForecast(period, standings, now);
  const hasEnded = period.end <= now;
  const closes = hasEnded ? "not issued yet" : `closes ${formatDay(period.end, now, period.timeZone)}`;
  const issuing = hasEnded ? closes : `statement on ${formatDay(period.end, now, period.timeZone)}`;
  const csvHref = `/billing/export${month === undefined ? "" : `?month=${month}`}`;
  return (
    <Page>
      <PageHead
        title="Billing"
        sentence={periodFinding(period, now)}
        actions={
          <LinkButton href={csvHref} download icon="download">
            Export CSV
          </LinkButton>
        }
      />
      <LiveRefresh topics={["billing", "overflows", "usage"]} />
      <BillingTabs on={hasEnded ? "statements" : "month"} events={counts.all} />
      <OwnFailingNotice failing={failing} />
      <HeldOverflows
        overflows={heldOf(standings)}
        zone={period.timeZone}
        refusal={refusalOf(viewing ? null : actor, "overflows.answer", customerId)}
      />
      <SummaryStrip
        facts={[
          {
            label: "Net so far",
            value: money(period.netMinor),
            small: period.taxMinor === 0n ? issuing : `${money(period.grossMinor)} with tax, ${issuing}`,
          },
          {
            label: period.lines.some(isOffset) ? "Use" : "Above the limits",
            value: money(period.useMinor),
            small: `${formatCount(period.lines.length, "line")}${period.lines.some(isCorrection) ? ", corrections taken off" : ""}`,
            ...(period.useMinor > 0n && { tone: "overflow" as const }),
          },
          {
            label: "Fees",
            value: money(period.feesMinor),
            small: formatCount(period.fees.length, "plan"),
          },
          {
            label: "Exposure",
            value: money(exposure.exposureMinor),
            small: `of ${money(exposure.creditLimitMinor)} credit limit`,
          },
        ]}
      />
      <section aria-label="Draft statement" className="mb-4 min-w-0">
        <div className="mb-2 flex flex-wrap items-center gap-2">
          <h2 className="text-base font-semibold">Statement for {monthName(period)}</h2>
          <StateBadge kind="statement" state="draft" pill>
            Draft, {closes}
          </StateBadge>
          <span className="text-xs text-ink-3">
            {formatPeriod(period.start, period.end, period.timeZone)}, {period.timeZone}
          </span>
        </div>
        <p className="mb-2 text-xs text-ink-3">
          Issued by {[issuer.displayName, ...(issuer.address?.split("\n") ?? [])].join(", ")}
        </p>
        <StatementTable
          address={address}
          period={period}
          standings={standings}
          clouds={clouds}
          now={now}
          csvHref={csvHref}
        />
        <TaxBreakdown content={period} className="mt-4" />
      </section>
      <div className="grid items-start gap-4 lg:grid-cols-2">
        {forecast ? <ForecastCard forecast={forecast} month={monthName(period)} currency={period.currency} /> : null}
        <ExposureCard
          exposure={exposure}
          asked={creditLimitWaits(profile.creditLimitRequests)}
          now={now}
          zone={period.timeZone}
        />
      </div>
    </Page>
  );
}
