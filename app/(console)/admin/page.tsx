import type { Metadata } from "next";
import { Page } from "@/components/frame/page";
import { PageHead } from "@/components/frame/page-head";
import { staffZone } from "@/components/frame/staff-zone";
import { JobTable } from "@/components/operations/job-table";
import { FailingNotices, StuckOverflows } from "@/components/operations/needs-attention";
import { IncrementBars } from "@/components/overview/increment-bars";
import { overviewFacts, overviewFinding } from "@/components/overview/overview-words";
import { LiveRefresh } from "@/components/providers/live-refresh";
import { StandingTable } from "@/components/standings/standing-table";
import { Badge } from "@/components/ui/badge";
import { Card } from "@/components/ui/card";
import { formatCount, formatMoney } from "@/components/ui/format";
import { formatDate, formatStepTime } from "@/components/ui/format-time";
import { KeyValue } from "@/components/ui/key-value";
import { LinkButton } from "@/components/ui/link-button";
import { SummaryStrip } from "@/components/ui/summary-strip";
import { jobIsInOrder } from "@/server/jobs/states";
import { overflowIs } from "@/server/overflow/states";
import { pageContext, readPage } from "@/server/trpc/caller";
import { RetryOverflow } from "./operations/retry-overflow";

export const metadata: Metadata = { title: "Overview" };

/** Who is near or over the limit, what was done about it, and what needs attention? */
export default async function OverviewPage() {
  const { now } = await pageContext();
  const [overview, work, jobs] = await readPage((api) =>
    Promise.all([api.operations.overview(), api.operations.work(), api.operations.jobs()]),
  );
  const stuck = work.overflows.filter((row) => row.waits);
  const held = stuck.filter((row) => overflowIs("held", row.state)).length;
  const late = jobs.filter(({ state }) => !jobIsInOrder(state));
  const { currency } = overview;
  const posted = overview.increments.find((one) => one.currency === currency);
  const open = (kind: string) => overview.openAmounts.find((one) => one.kind === kind && one.currency === currency);
  return (
    <Page wide>
      <PageHead
        title="Overview"
        sentence={overviewFinding(overview, {
          stuck: stuck.length - held,
          held,
          blocked: work.machines.length,
          discovered: work.discovered.length,
          lateJobs: late.length,
          failingNotices: work.notices.length,
        })}
        actions={
          <>
            <time
              dateTime={now.toISOString()}
              className="mr-2 flex items-center gap-2 text-xs text-ink-2 max-sm:hidden"
            >
              <i aria-hidden="true" className="size-1.75 rounded-full bg-fine" />
              {formatDate(now, staffZone)}, {formatStepTime(now, staffZone)} {staffZone}
            </time>
            <LinkButton href="/admin/customers/invite" kind="primary" icon="plus">
              Invite customer
            </LinkButton>
          </>
        }
      />
      <LiveRefresh topics={["overflows", "billing", "machines", "notices", "customers"]} />
      <SummaryStrip facts={overviewFacts(overview)} />
      <div className="grid items-start gap-4 min-[1400px]:grid-cols-[minmax(0,1fr)_360px]">
        <div className="grid min-w-0 gap-4">
          <Card
            title="Near or over"
            note={`${formatCount(overview.standings.length, "standing")}, most urgent first`}
            more={{ label: "Usage", href: "/admin/usage" }}
            flush
          >
            <StandingTable standings={overview.standings} clouds={overview.clouds} />
          </Card>
          <Card
            title="Cron"
            badge={
              jobs.length > 0 ? (
                <Badge pill shape={late.length === 0 ? "dot" : "triangle"} tone={late.length === 0 ? "fine" : "near"}>
                  {jobs.length - late.length} of {jobs.length} on time
                </Badge>
              ) : null
            }
            more={{ label: "Operations", href: "/admin/operations" }}
            flush
          >
            {jobs.length > 0 && late.length === 0 ? (
              <p className="px-4 pb-4 text-ink-2">Every scheduled job ran on time.</p>
            ) : (
              <JobTable jobs={late} now={now} />
            )}
          </Card>
        </div>
        <div className="grid min-w-0 gap-4">
          <Card
            title="Needs attention"
            badge={
              <Badge pill shape={stuck.length === 0 ? "dot" : "square"} tone={stuck.length === 0 ? "fine" : "over"}>
                {stuck.length}
              </Badge>
            }
            more={{ label: "Operations", href: "/admin/operations" }}
            flush
          >
            {stuck.length === 0 ? <p className="px-4 pb-4 text-ink-2">No overflow is stuck or waiting.</p> : null}
            <StuckOverflows
              overflows={stuck}
              now={now}
              action={(row) =>
                row.state === "stuck" ? (
                  <RetryOverflow customerId={row.customerId} overflowId={row.id} state={row.state} />
                ) : null
              }
            />
          </Card>
          <Card
            title="Failing deliveries"
            note={String(work.notices.length)}
            more={{ label: "Notices", href: "/admin/notices" }}
            flush
          >
            {work.notices.length === 0 ? <p className="px-4 pb-4 text-ink-2">All notices delivered.</p> : null}
            <FailingNotices notices={work.notices.slice(0, 5)} now={now} />
          </Card>
          <Card title="Increments" note={monthName(overview.month)}>
            <p className="mb-2 text-xl font-semibold tracking-tight">{formatMoney(posted?.month ?? 0n, currency)}</p>
            <p className="mb-1 text-xs text-ink-3">Increments per day, {staffZone}</p>
            <IncrementBars
              days={overview.incrementsByDay.filter((one) => one.currency === currency)}
              month={overview.month}
              now={now}
              currency={currency}
            />
            <KeyValue
              className="mt-3"
              items={[
                { label: "Posted today", value: formatMoney(posted?.day ?? 0n, currency) },
                { label: "Not on a statement yet", value: formatMoney(open("unbilled")?.minor ?? 0n, currency) },
                { label: "On statements, unpaid", value: formatMoney(open("receivable")?.minor ?? 0n, currency) },
                ...overview.increments
                  .filter((one) => one.currency !== currency)
                  .map((one) => ({ label: `Posted in ${one.currency}`, value: formatMoney(one.month, one.currency) })),
              ]}
            />
          </Card>
        </div>
      </div>
    </Page>
  );
}

const monthName = (month: Date) =>
  month.toLocaleDateString("en-GB", { month: "long", year: "numeric", timeZone: staffZone });
