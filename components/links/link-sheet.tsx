import type { ReactNode } from "react";
import { staffZone } from "@/components/frame/staff-zone";
import { actorName } from "@/components/identity/actor-name";
import { machineName } from "@/components/machines/machine-name";
import { Identifier } from "@/components/ui/identifier";
import { KeyValue } from "@/components/ui/key-value";
import { RelativeTime } from "@/components/ui/relative-time";
import { Sheet } from "@/components/ui/sheet";
import { StateBadge } from "@/components/ui/state-badge";
import { TextLink } from "@/components/ui/text-link";
import type { LinkRow } from "@/server/reads/link-list";
import type { usesOf } from "@/server/setup/queries";
import { systemNames } from "./system-names";

type Uses = Awaited<ReturnType<typeof usesOf>>;

/**
 * One link: what it is bound to, its downloads, the machines that used it. Its address is a secret and not shown.
 */
export function LinkSheet({
  link,
  uses,
  now,
  closeHref,
  footer,
}: {
  link: LinkRow;
  uses: Uses;
  now: Date;
  closeHref: string;
  footer: ReactNode;
}) {
  return (
    <Sheet
      title={
        <span className="flex items-center gap-2">
          Installation link <StateBadge kind="link" state={link.state} pill />
        </span>
      }
      sub={link.customerName}
      closeHref={closeHref}
      footer={footer}
    >
      <KeyValue
        items={[
          { label: "Link", value: <Identifier value={link.id} label="Copy the link's id" /> },
          { label: "Service, system", value: `${link.serviceName}, ${systemNames[link.os]}` },
          { label: "For", value: link.kind === "overflow" ? "an overflow machine" : "ordinary machines" },
          { label: "Serial", value: <span className="mono">{link.serial ?? "any"}</span> },
          { label: "Machines", value: link.approve === "auto" ? "approved automatically" : "wait for approval" },
          { label: "Uses", value: `${link.uses} of ${link.usesMax}` },
          { label: "Downloads", value: `${link.downloads} (they spend no use)` },
          {
            label: "Last download",
            value: <RelativeTime at={link.lastDownloadAt} now={now} zone={staffZone} form="stamp" />,
          },
          { label: "From", value: <span className="mono">{link.lastAddress ?? "–"}</span> },
          { label: "Created by", value: actorName(link.createdBy) },
          { label: "Created", value: <RelativeTime at={link.createdAt} now={now} zone={staffZone} form="stamp" /> },
          { label: "Expires", value: <RelativeTime at={link.expiresAt} now={now} zone={staffZone} form="stamp" /> },
          ...(link.revokedAt
            ? [
                {
                  label: "Revoked",
                  value: <RelativeTime at={link.revokedAt} now={now} zone={staffZone} form="stamp" />,
                },
              ]
            : []),
          ...(link.description ? [{ label: "Note", value: link.description }] : []),
        ]}
      />
      <h3 className="mt-5 mb-1 text-sm font-semibold">Machines that used it</h3>
      {uses.length === 0 ? (
        <p className="text-sm text-ink-2">None yet. A use is spent when a machine enrolls.</p>
      ) : null}
      <ul className="text-sm">
        {uses.map((use) => (
          <li key={use.machineId} className="flex items-center gap-3 border-b border-line py-1.5 last:border-b-0">
            <TextLink href={`/admin/machines/${use.machineId}`}>{machineName({ ...use, id: use.machineId })}</TextLink>
            <StateBadge kind="machine" state={use.state} />
            <span className="ml-auto text-xs text-ink-3">
              <RelativeTime at={use.usedAt} now={now} zone={staffZone} />
            </span>
          </li>
        ))}
      </ul>
    </Sheet>
  );
}
