import { ContactForm } from "@/components/configuration/contact-form";
import { IdentifierForm } from "@/components/configuration/identifier-form";
import { machineName } from "@/components/machines/machine-name";
import { Timeline } from "@/components/timeline/timeline";
import { Card } from "@/components/ui/card";
import { formatDuration } from "@/components/ui/format-time";
import { LiveDot } from "@/components/ui/live-dot";
import { Notice } from "@/components/ui/notice";
import { Segmented } from "@/components/ui/segmented";
import { StateBadge } from "@/components/ui/state-badge";
import { TextLink } from "@/components/ui/text-link";
import { awaitedSteps, type LiveMachine, liveSteps } from "./live-steps";

/**
 * The machines of a link and the live check list of the selected one, with the customer information that is missing.
 */
export function LiveCard({
  linkId,
  serial,
  backup,
  machines,
  more,
  shown,
  information,
  billing,
  identifier,
  refusals,
  now,
  zone,
}: {
  linkId: string;
  serial: string | null;
  backup: boolean;
  /** The newest machines of the link; `more`: it has others. */
  machines: { id: string; hostname: string | null; serial: string | null }[];
  more: boolean;
  shown: LiveMachine | null;
  information: { any: boolean };
  /** Whether statements can be sent: the company has given its billing information. */
  billing: boolean;
  identifier: string;
  refusals: { contact?: string; identifier?: string };
  now: Date;
  zone: string;
}) {
  const machine = shown?.machine;
  return (
    <Card
      title="Live"
      note={machine ? <span className="mono">{machine.serial ?? machineName(machine)}</span> : null}
      badge={machine ? <StateBadge kind="machine" state={machine.state} /> : null}
      aside={<LiveDot>{shown ? sinceReported(shown, now) : "updates automatically"}</LiveDot>}
      flush
      className="lg:sticky lg:top-16"
    >
      {machines.length > 1 ? (
        <div className="px-4 pb-3">
          <Segmented
            label="Machines of this command"
            items={machines.map((one) => ({
              label: machineName(one),
              href: `/install?link=${linkId}&machine=${one.id}`,
              on: one.id === machine?.id,
            }))}
          />
          {more ? (
            <p className="mt-2 text-xs">
              <TextLink href={`/machines?link=${linkId}`}>All machines of this command</TextLink>
            </p>
          ) : null}
        </div>
      ) : null}
      <Timeline
        label="Live"
        live
        className="pt-1"
        steps={shown ? liveSteps(shown, { now, zone, serial }) : awaitedSteps(backup)}
      />
      {information.any ? null : (
        <div className="px-4 pb-4">
          <Notice kind="near" title="Customer information is missing." live>
            Enter a contact or confirm the account identifier: one is enough, and the installation continues.
            <div className="mt-3 grid gap-4">
              <ContactForm kind="main" refusal={refusals.contact} />
              <IdentifierForm identifier={identifier} confirmed={false} refusal={refusals.identifier} />
            </div>
          </Notice>
        </div>
      )}
      {information.any && !billing ? (
        <div className="px-4 pb-4">
          <Notice
            kind="near"
            title="Billing information is missing."
            action={
              <TextLink href="/company" strong>
                Enter it
              </TextLink>
            }
          >
            It is not required for the installation, but for the first statement.
          </Notice>
        </div>
      ) : null}
      {machine ? (
        <p className="border-t border-line px-4 py-3 text-xs">
          <TextLink href={`/machines/${machine.id}`} strong>
            Open {machineName(machine)}
          </TextLink>
        </p>
      ) : null}
    </Card>
  );
}

/** How long it has taken since the machine reported: until now, or until it was active. */
function sinceReported({ machine, progress }: LiveMachine, now: Date): string {
  const reported = progress.find(({ step }) => step === "reported")?.at;
  if (!reported) return "updates automatically";
  const took = formatDuration((machine.activeAt ?? now).getTime() - reported.getTime());
  return machine.activeAt ? `active after ${took}` : took;
}
