import { systemNames } from "@/components/links/system-names";
import { ActionButton } from "@/components/list/action-button";
import { Card } from "@/components/ui/card";
import { CodeBox } from "@/components/ui/code-box";
import { formatCount } from "@/components/ui/format";
import { formatDateTime } from "@/components/ui/format-time";
import { Icon } from "@/components/ui/icon";
import { Notice } from "@/components/ui/notice";
import { RelativeTime } from "@/components/ui/relative-time";
import type { LinkRow } from "@/server/reads/link-list";
import { StepTitle } from "./step-title";

type Address = { url: string; command: string; wgetCommand: string };

/**
 * The command of a link in its forms, with expiry, uses, binding and last download. Without a link it explains it;
 * `address` is null where this person may not see it.
 */
export function CommandCard({
  link,
  address,
  now,
  zone,
  refusal,
  customerId,
}: {
  link: LinkRow | null;
  address: Address | null;
  now: Date;
  zone: string;
  refusal?: string;
  /** For staff: whose link it is. */
  customerId?: string;
}) {
  return (
    <section aria-label="Command">
      <Card
        title={<StepTitle n={3}>Command</StepTitle>}
        note={link ? `${link.serviceName}, ${systemNames[link.os]}` : null}
      >
        {link === null ? (
          <p className="text-sm text-ink-2">
            One command to run on the machine, or a file to copy there. It is bound to this company, service and system.
            Its use is spent when the machine enrolls.
          </p>
        ) : link.state !== "open" ? (
          <Notice kind={link.state === "spent" ? "plain" : "near"} title={closed[link.state]}>
            {link.state === "spent" ? `Used ${link.uses} of ${link.usesMax}.` : "It can no longer be used."} Create
            another command for a further machine.
          </Notice>
        ) : address === null ? (
          <Notice title="The command is a secret.">{refusal ?? "Your role may not see it."}</Notice>
        ) : (
          <CommandBox link={link} address={address} now={now} zone={zone} refusal={refusal} customerId={customerId} />
        )}
        {link ? (
          <p className="mt-2 text-xs text-ink-3">
            Requires curl or wget, openssl and a SHA-256 program; where one is missing it stops with its name and
            changes nothing. A download spends no use; enrolling does. With root rights it installs for the whole
            machine; without them use <code className="mono">| sh -s -- --root DIR</code> to install under a folder.
          </p>
        ) : null}
      </Card>
    </section>
  );
}

function CommandBox({
  link,
  address,
  now,
  zone,
  refusal,
  customerId,
}: {
  link: LinkRow;
  address: Address;
  now: Date;
  zone: string;
  refusal?: string;
  /** For staff: whose link it is. */
  customerId?: string;
}) {
  const secret = address.url.split("/").at(-1) ?? "";
  const fetched = link.lastDownloadAt;
  return (
    <CodeBox
      label="Forms of the command"
      tabs={[
        { label: "curl", text: address.command, secret },
        { label: "wget", text: address.wgetCommand, secret },
        { label: "cloud-init", text: `#cloud-config\nruncmd:\n  - ${address.command} -s -- --wait`, secret },
        { label: "Page to share", text: address.url, secret },
      ]}
      foot={
        <>
          <span className="inline-flex items-center gap-1.5">
            <Icon name="clock" size={14} />
            Expires {formatDateTime(link.expiresAt, zone)}, <RelativeTime at={link.expiresAt} now={now} zone={zone} />
          </span>
          <span>
            {link.uses} of {formatCount(link.usesMax, "use")} spent
          </span>
          <span>
            {link.serial ? (
              <>
                Bound to serial <span className="mono">{link.serial}</span>
              </>
            ) : (
              "Any serial"
            )}
          </span>
          <span>
            {fetched
              ? `Last download ${formatDateTime(fetched, zone)}${link.lastAddress ? ` from ${link.lastAddress}` : ""}`
              : "Not downloaded yet"}
          </span>
          <span className="ml-auto flex items-center gap-2">
            <form method="post" action={address.url}>
              <button type="submit" className="font-[560] text-accent hover:underline">
                Download the file
              </button>
            </form>
            {refusal ? null : (
              <ActionButton
                size="small"
                action={{
                  id: "revoke",
                  label: "Revoke",
                  title: "Revoke the installation link",
                  body: `From now on the command and the page answer that the link was revoked. ${link.uses} of ${formatCount(link.usesMax, "use is", "uses are")} spent; enrolled machines stay as they are.`,
                  confirm: "Revoke link",
                  destructive: true,
                  done: "Link revoked.",
                  call: { mutation: "links.revoke", input: { linkId: link.id, ...(customerId && { customerId }) } },
                }}
              />
            )}
          </span>
        </>
      }
    />
  );
}

const closed: Record<string, string> = {
  spent: "This command is used up.",
  expired: "This command has expired.",
  revoked: "This command was revoked.",
};
