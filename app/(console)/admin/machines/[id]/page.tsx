import type { Metadata } from "next";
import { notFound } from "next/navigation";
import { Page } from "@/components/frame/page";
import { PageHead } from "@/components/frame/page-head";
import { ActionButton } from "@/components/list/action-button";
import { ActionMenu } from "@/components/list/action-menu";
import { AllocationCard } from "@/components/machines/allocation-card";
import { ConfigurationCard, EvidenceCard, LicenseCard, ProbesCard } from "@/components/machines/machine-cards";
import { machineName } from "@/components/machines/machine-name";
import { installationSteps, machineFacts, machineFinding } from "@/components/machines/machine-words";
import { RenameMachineForm } from "@/components/machines/rename-machine-form";
import { LiveRefresh } from "@/components/providers/live-refresh";
import { Timeline } from "@/components/timeline/timeline";
import { Card } from "@/components/ui/card";
import { LinkButton } from "@/components/ui/link-button";
import { LiveDot } from "@/components/ui/live-dot";
import { Notice } from "@/components/ui/notice";
import { StateBadge } from "@/components/ui/state-badge";
import { SummaryStrip } from "@/components/ui/summary-strip";
import { machineIs } from "@/server/collection/states";
import { closedRefusal } from "@/server/configuration/rules";
import { customerIs } from "@/server/configuration/states";
import { refusalOf } from "@/server/identity/refusal";
import type { MachineDetail } from "@/server/reads/machine-detail";
import { pageContext, pageStaff, readPage } from "@/server/trpc/caller";
import { machineActions } from "../machine-actions";

type Params = { params: Promise<{ id: string }> };

export const metadata: Metadata = { title: "Machine" };

/** What does this machine do, how was it installed, and what is it entitled to? */
export default async function MachinePage({ params }: Params) {
  const { id } = await params;
  const { now } = await pageContext();
  const detail = await readPage(async (api) => {
    // A machine's address does not name its customer: the provider's list does.
    const found = await api.machines.listAll({ search: id.slice(0, 100), limit: 2 });
    const row = found.rows.find((machine) => machine.id === id);
    return row ? api.machines.detail({ customerId: row.customerId, machineId: id }) : null;
  });
  if (!detail) notFound();
  const actions = await machineActions();
  const { machine } = detail;
  const closed = closedRefusal({ name: machine.customerName, state: machine.customerState });
  const all = actions(machine);
  const first = all.find((action) => action.disabledReason === undefined && !action.destructive);
  const steps = installationSteps(detail);
  const done = steps.filter((step) => step.state === "done").length;
  return (
    <Page wide>
      <PageHead
        title={machineName(machine)}
        sentence={machineFinding(detail, now)}
        badges={
          <StateBadge
            kind="machine"
            state={machine.kind === "overflow" && machine.state === "active" ? "overflow" : machine.state}
            pill
          />
        }
        actions={
          <>
            {machine.kind === "ordinary" &&
            !customerIs("serviceEnded", machine.customerState) &&
            machineIs("stopped", machine.state) &&
            machineIs("removable", machine.state) ? (
              <LinkButton href={installAgain(detail)} icon="terminal">
                Install again
              </LinkButton>
            ) : null}
            {first ? <ActionButton action={first} kind="primary" /> : null}
            <ActionMenu label={`Actions for ${machineName(machine)}`} actions={all} />
          </>
        }
        crumbs={[{ label: machineName(machine) }]}
      />
      <LiveRefresh topics={["machines", "licenses"]} />
      {closed ? <Notice className="mb-4">{closed}</Notice> : null}
      <SummaryStrip facts={machineFacts(detail, now)} wideFirst />
      <div className="grid items-start gap-4 lg:grid-cols-[minmax(0,1fr)_400px]">
        <div className="grid min-w-0 gap-4">
          <Card
            title="Installation"
            note={`${done} of ${steps.length} steps`}
            aside={<LiveDot>updates automatically</LiveDot>}
            flush
          >
            <div className="border-t border-line pt-4">
              <Timeline label="Installation" steps={steps} live />
            </div>
          </Card>
          <ProbesCard detail={detail} now={now} />
        </div>
        <div className="grid min-w-0 gap-4">
          <LicenseCard detail={detail} now={now} />
          <AllocationCard allocation={detail.allocation} />
          <ConfigurationCard detail={detail} />
          {machine.kind === "overflow" ? null : (
            <Card title="Name">
              <RenameMachineForm
                machineId={machine.id}
                customerId={machine.customerId}
                name={machine.hostname ?? ""}
                refusal={refusalOf(await pageStaff(), "machines.change")}
              />
            </Card>
          )}
          <EvidenceCard detail={detail} now={now} />
        </div>
      </div>
    </Page>
  );
}

/** Where staff make a new command for this machine. */
function installAgain({ machine, service }: MachineDetail): string {
  const query = new URLSearchParams({ service: service.slug, ...(machine.serial && { serial: machine.serial }) });
  return `/admin/customers/${machine.customerId}/install?${query}`;
}
