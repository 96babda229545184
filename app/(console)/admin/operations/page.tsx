import type { Metadata } from "next";
import { Page } from "@/components/frame/page";
import { PageHead } from "@/components/frame/page-head";
import { HealthCard } from "@/components/operations/health-card";
import { JobTable } from "@/components/operations/job-table";
import {
  DiscoveredInstances,
  FailingNotices,
  FailingStandings,
  StuckMachines,
  StuckOverflows,
} from "@/components/operations/needs-attention";
import { operationsFinding } from "@/components/operations/operations-finding";
import { WorkTable } from "@/components/operations/work-table";
import { LiveRefresh } from "@/components/providers/live-refresh";
import { Badge } from "@/components/ui/badge";
import { Card } from "@/components/ui/card";
import { EmptyState } from "@/components/ui/empty-state";
import { TextLink } from "@/components/ui/text-link";
import { pageContext, readPage } from "@/server/trpc/caller";
import { RetryOverflow } from "./retry-overflow";

export const metadata: Metadata = { title: "Operations" };

/** At most this many of each kind are shown; the lists have the rest. */
const shown = 8;

/** Does everything run, and what needs attention? */
export default async function OperationsPage() {
  const { now } = await pageContext();
  const [work, jobs, health, checks] = await readPage((api) =>
    Promise.all([api.operations.work(), api.operations.jobs(), api.operations.health(), api.operations.checks()]),
  );
  const waiting = work.overflows.filter((row) => row.waits);
  const moving = work.overflows.filter((row) => !row.waits);
  // The list says of each standing what the check says of all.
  const shortChecks = checks.map(({ detail, ...check }) =>
    detail === undefined || (check.part === "standings" && work.standings.length > 0) ? check : { ...check, detail },
  );
  const needs =
    waiting.length + work.standings.length + work.machines.length + work.notices.length + work.discovered.length;
  return (
    <Page wide>
      <PageHead title="Operations" sentence={operationsFinding({ work, jobs, health, checks })} />
      <LiveRefresh topics={["overflows", "machines", "notices", "clouds", "billing"]} />
      <div className="grid items-start gap-4 min-[1400px]:grid-cols-[minmax(0,1fr)_360px]">
        <div className="grid gap-4">
          <Card
            title="Needs attention"
            badge={
              <Badge pill shape={needs === 0 ? "dot" : "square"} tone={needs === 0 ? "fine" : "over"}>
                {needs}
              </Badge>
            }
            flush
          >
            {needs === 0 ? (
              <EmptyState compact title="Nothing is stuck">
                Stuck overflows, standings that cannot be judged, failed machines, refused notices and instances that
                nothing here accounts for are listed here with what to do.
              </EmptyState>
            ) : null}
            <StuckOverflows
              overflows={waiting}
              now={now}
              action={(row) =>
                row.state === "stuck" ? (
                  <RetryOverflow customerId={row.customerId} overflowId={row.id} state={row.state} />
                ) : null
              }
            />
            <FailingStandings standings={work.standings.slice(0, shown)} now={now} />
            <FailingNotices notices={work.notices.slice(0, shown)} now={now} />
            <DiscoveredInstances instances={work.discovered.slice(0, shown)} now={now} />
            <StuckMachines machines={work.machines.slice(0, shown)} now={now} />
            {work.discovered.length > shown ? (
              <p className="border-t border-line px-4 py-3 text-xs">
                <TextLink href="/admin/clouds/inventory">
                  {work.discovered.length - shown} more discovered instances
                </TextLink>
              </p>
            ) : null}
            {work.standings.length > shown ? (
              <p className="border-t border-line px-4 py-3 text-xs text-ink-2">
                {work.standings.length - shown} more standings cannot be judged. <code>spillway doctor</code> counts
                all.
              </p>
            ) : null}
            {work.machines.length > shown ? (
              <p className="border-t border-line px-4 py-3 text-xs">
                <TextLink href="/admin/machines?state=needs">
                  {work.machines.length - shown} more blocked machines
                </TextLink>
              </p>
            ) : null}
          </Card>
          <Card title="Work in progress" note="overflows" flush>
            <WorkTable overflows={moving} now={now} csv="/admin/operations/export" />
          </Card>
          <Card title="Cron" note="scheduled jobs" flush>
            <JobTable jobs={jobs} now={now} csv="/admin/operations/export?of=runs" />
          </Card>
        </div>
        <HealthCard checks={shortChecks} health={health} now={now} />
      </div>
    </Page>
  );
}
