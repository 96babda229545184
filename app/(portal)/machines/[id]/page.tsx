import type { Metadata } from "next";
import { Page } from "@/components/frame/page";
import { PageHead } from "@/components/frame/page-head";
import { liveSteps } from "@/components/install/live-steps";
import { BackupCard } from "@/components/machines/backup-card";
import { FactsCard, ReportsCard } from "@/components/machines/facts-card";
import { machineName } from "@/components/machines/machine-name";
import { OwnAllocationCard } from "@/components/machines/own-allocation-card";
import { OwnLicenseCard } from "@/components/machines/own-license-card";
import { OwnMachineActions } from "@/components/machines/own-machine-actions";
import { ownMachineFacts } from "@/components/machines/own-machine-facts";
import { ownMachineFinding } from "@/components/machines/own-machine-words";
import { RenameMachineForm } from "@/components/machines/rename-machine-form";
import { UnitsForm } from "@/components/machines/units-form";
import { LiveRefresh } from "@/components/providers/live-refresh";
import { Timeline } from "@/components/timeline/timeline";
import { Card } from "@/components/ui/card";
import { LinkButton } from "@/components/ui/link-button";
import { LiveDot } from "@/components/ui/live-dot";
import { StateBadge } from "@/components/ui/state-badge";
import { SummaryStrip } from "@/components/ui/summary-strip";
import { refusalOf } from "@/server/identity/refusal";
import { licenseIs } from "@/server/licensing/states";
import { pageCompany, pageContext, readPage } from "@/server/trpc/caller";

type Params = { params: Promise<{ id: string }> };
export const metadata: Metadata = { title: "Machine" };

/** Is this machine set up and running, and if not, what does it wait for? */
export default async function MachinePage({ params }: Params) {
  const { id } = await params;
  const { now } = await pageContext();
  const { customerId, actor, viewing } = await pageCompany();
  const asked = viewing ? null : actor;
  const [detail, profile] = await readPage((api) =>
    Promise.all([api.machines.detail({ machineId: id.slice(0, 100) }), api.configuration.profile()]),
  );
  const { machine, service } = detail;
  const zone = profile.customer.timeZone;
  const name = machineName(machine);
  const meter = service.meters[0];
  return (
    <Page wide>
      <PageHead
        title={name}
        sentence={ownMachineFinding(machine)}
        badges={
          <StateBadge
            kind="machine"
            state={machine.kind === "overflow" && machine.state === "active" ? "overflow" : machine.state}
            pill
          />
        }
        crumbs={[{ label: name }]}
        actions={
          <>
            {meter ? (
              <LinkButton href={`/usage?${new URLSearchParams({ meter, machine: machine.id })}`} icon="chart">
                Usage
              </LinkButton>
            ) : null}
            {machine.kind === "overflow" ? null : (
              <OwnMachineActions
                machineId={machine.id}
                name={name}
                state={machine.state}
                holdsSeat={detail.license !== null && licenseIs("current", detail.license.state)}
                again={`/install?${new URLSearchParams({ service: service.slug, ...(machine.serial && { serial: machine.serial }) })}`}
                refusals={{
                  approve: refusalOf(asked, "machines.approve", customerId),
                  release: refusalOf(asked, "licenses.release", customerId),
                }}
              />
            )}
          </>
        }
      />
      <LiveRefresh topics={["machines", "licenses"]} />
      <SummaryStrip facts={ownMachineFacts(detail, now, zone)} />
      <div className="grid items-start gap-4 lg:grid-cols-[minmax(0,1fr)_400px]">
        <div className="grid min-w-0 gap-4">
          {service.traits.runsUnits && detail.configuration && machine.state !== "retired" ? (
            <Card title="Workload" note={`configuration ${detail.configuration.version}`}>
              <UnitsForm
                machineId={machine.id}
                units={detail.configuration.units}
                refusal={
                  machine.kind === "overflow"
                    ? "The work of an overflow machine is placed automatically."
                    : refusalOf(asked, "machines.change", customerId)
                }
              />
            </Card>
          ) : null}
          {service.traits.storesSnapshots && detail.configuration && machine.state !== "retired" ? (
            <BackupCard detail={detail} now={now} zone={zone} />
          ) : null}
          <OwnAllocationCard detail={detail} />
          <ReportsCard detail={detail} now={now} zone={zone} />
          <FactsCard detail={detail} />
        </div>
        <div className="grid min-w-0 gap-4">
          <Card title="Installation" aside={<LiveDot>updates automatically</LiveDot>} flush>
            <Timeline
              label="Installation"
              live
              className="pt-1"
              steps={liveSteps(detail, { now, zone, serial: null })}
            />
          </Card>
          <OwnLicenseCard detail={detail} now={now} zone={zone} />
          {machine.kind === "overflow" ? null : (
            <Card title="Name">
              <RenameMachineForm
                machineId={machine.id}
                name={machine.hostname ?? ""}
                refusal={refusalOf(asked, "machines.change", customerId)}
              />
            </Card>
          )}
        </div>
      </div>
    </Page>
  );
}
