import { Card } from "@/components/ui/card";
import { formatCount } from "@/components/ui/format";
import type { IconName } from "@/components/ui/icon";
import { Rows } from "@/components/ui/rows";
import { TextLink } from "@/components/ui/text-link";
import type { LinkRow } from "@/server/reads/link-list";
import type { StandingRow } from "@/server/reads/standings";

export type NextStep = { id: string; icon: IconName; title: string; detail: string; action: string; href: string };

/** Suggestions for the company, the most urgent first. */
export function NextSteps({ steps }: { steps: NextStep[] }) {
  if (steps.length === 0) return null;
  return (
    <Card title="Next steps" flush>
      <Rows
        items={steps.map(({ id, icon, title, detail, action, href }) => ({
          id,
          icon,
          title,
          detail,
          action: (
            <TextLink href={href} strong>
              {action}
            </TextLink>
          ),
        }))}
      />
    </Card>
  );
}

/** The next steps that follow from the company's situation. */
export function nextStepsOf(of: {
  information: { any: boolean; contact: boolean; creditLimit: boolean };
  hasBilling: boolean;
  waitingMachines: number;
  machines: number;
  creditLimitMinor: bigint;
  /** A request for a credit limit waits for the provider's decision. */
  creditLimitAsked: boolean;
  standings: StandingRow[];
  /** Open links that no machine has used. */
  unusedLinks: Pick<LinkRow, "id" | "serial" | "serviceName">[];
}): NextStep[] {
  const steps: NextStep[] = [];
  if (!of.information.any)
    steps.push({
      id: "information",
      icon: "building",
      title: "Enter customer information",
      detail:
        of.waitingMachines > 0
          ? `${formatCount(of.waitingMachines, "machine waits", "machines wait")} for a contact, your account identifier or a credit limit. One is enough.`
          : "A contact, your account identifier or a credit limit: one is enough for machines to be configured.",
      action: "Open company",
      href: "/company",
    });
  if (of.machines === 0)
    steps.push({
      id: "install",
      icon: "download",
      title: "Install on a machine",
      detail: "Run one command on it. It reports its hardware and receives an installer of its own.",
      action: "Create the command",
      href: "/install",
    });
  if (of.creditLimitMinor === 0n && !of.creditLimitAsked && of.standings.some((row) => row.carriesMeter))
    steps.push({
      id: "credit",
      icon: "card",
      title: "Request a credit limit",
      detail: "Until one is approved it counts as 0: use above a limit is billed, and no overflow machine is started.",
      action: "Request",
      href: "/company",
    });
  if (!of.hasBilling)
    steps.push({
      id: "billing",
      icon: "receipt",
      title: "Enter billing information",
      detail: "It is not required for the installation, but for the first statement.",
      action: "Open company",
      href: "/company",
    });
  const [link, ...more] = of.unusedLinks;
  if (link)
    steps.push({
      id: "links",
      icon: "server",
      title:
        // Only a link that was made for a serial expects a certain machine.
        of.unusedLinks.some(({ serial }) => !serial)
          ? `${formatCount(more.length + 1, "installation link is", "installation links are")} unused`
          : `${formatCount(more.length + 1, "expected machine has", "expected machines have")} not reported`,
      detail: namesOf(of.unusedLinks),
      action: "Show the command",
      href: more.length === 0 ? `/install?link=${link.id}` : "/install?state=open",
    });
  return steps;
}

/** What links are for, each once, three at most: `Compute node, Cloud backup for 8MTT410, 1 more`. */
function namesOf(links: Pick<LinkRow, "serial" | "serviceName">[]): string {
  const all = new Set(links.map(({ serial, serviceName }) => (serial ? `${serviceName} for ${serial}` : serviceName)));
  return [...[...all].slice(0, 3), ...(all.size > 3 ? [`${all.size - 3} more`] : [])].join(", ");
}
