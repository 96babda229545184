import type { Metadata } from "next";
import { ExposureCard } from "@/components/billing/exposure-card";
import { HeldOverflows, heldOf } from "@/components/billing/held-overflows";
import { Page } from "@/components/frame/page";
import { PageHead } from "@/components/frame/page-head";
import { AttentionCard } from "@/components/overview/attention-card";
import { NextSteps, nextStepsOf } from "@/components/overview/next-steps";
import { inUrgency, machineSums, ownOverviewFacts, ownOverviewFinding } from "@/components/overview/own-overview-words";
import { LiveRefresh } from "@/components/providers/live-refresh";
import { OwnFailingNotice } from "@/components/standings/own-failing-notice";
import { OwnStandingCard } from "@/components/standings/own-standing-card";
import { LinkButton } from "@/components/ui/link-button";
import { SummaryStrip } from "@/components/ui/summary-strip";
import { machineSets } from "@/server/collection/states";
import { creditLimitWaits } from "@/server/configuration/states";
import { refusalOf } from "@/server/identity/refusal";
import { pageCompany, pageContext, readPage } from "@/server/trpc/caller";

export const metadata: Metadata = { title: "Overview" };

/** Is everything set up, what is near its limit, and what is to do next? */
export default async function OverviewPage() {
  const { now } = await pageContext();
  const { customerId, actor, viewing } = await pageCompany();
  const [standings, failing, before, clouds, exposure, period, counts, attention, profile, links] = await readPage(
    (api) =>
      Promise.all([
        api.billing.standings(),
        api.billing.failing(),
        api.billing.beforeToday(),
        api.billing.clouds(),
        api.billing.exposure(),
        api.billing.period(),
        api.machines.counts(),
        api.machines.list({ states: [...machineSets.needsAttention], sort: "newest", limit: 5 }),
        api.configuration.profile(),
        api.links.list({ kind: "ordinary", state: "open", limit: 20 }),
      ]),
  );
  const machines = machineSums(counts);
  const zone = profile.customer.timeZone;
  const creditLimitAsked = creditLimitWaits(profile.creditLimitRequests);
  return (
    <Page>
      <PageHead
        title="Overview"
        sentence={ownOverviewFinding(standings, machines, now)}
        actions={
          <LinkButton href="/install" kind="primary" icon="plus">
            Install on a machine
          </LinkButton>
        }
      />
      <LiveRefresh topics={["machines", "links", "billing", "overflows", "usage", "customers"]} />
      <OwnFailingNotice failing={failing} />
      <HeldOverflows
        overflows={heldOf(standings)}
        zone={zone}
        refusal={refusalOf(viewing ? null : actor, "overflows.answer", customerId)}
      />
      <SummaryStrip facts={ownOverviewFacts(standings, machines, period, exposure, now)} />
      {inUrgency(standings).map((row) => (
        <OwnStandingCard key={row.parameterId} row={row} clouds={clouds} before={before[row.parameterId]} now={now} />
      ))}
      <div className="mb-4 grid items-start gap-4 lg:grid-cols-[minmax(0,1fr)_380px]">
        <AttentionCard machines={attention.rows} total={machines.troubled} all={machines.all} now={now} zone={zone} />
        <ExposureCard exposure={exposure} asked={creditLimitAsked} now={now} zone={zone} />
      </div>
      <NextSteps
        steps={nextStepsOf({
          information: profile.information,
          hasBilling: profile.billing !== null,
          waitingMachines: profile.waitingMachines,
          machines: machines.all,
          creditLimitMinor: profile.customer.creditLimitMinor,
          creditLimitAsked,
          standings,
          unusedLinks: links.rows.filter(({ uses }) => uses === 0),
        })}
      />
    </Page>
  );
}
