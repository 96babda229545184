import { EmptyState } from "@/components/ui/empty-state";
import { LinkButton } from "@/components/ui/link-button";
import { PathAhead } from "@/components/ui/path-ahead";

/** Shown in place of the list while no machine of the company has reported: what one is, and the steps ahead. */
export function NoMachine() {
  return (
    <EmptyState
      title="No machine has reported yet"
      actions={
        <>
          <LinkButton href="/install" kind="primary" icon="terminal">
            Install on a machine
          </LinkButton>
          <LinkButton href="/company">Your customer information</LinkButton>
        </>
      }
      hint="One command in a shell."
      aside={
        <PathAhead
          steps={[
            { title: "Reported", detail: "serial number, free space, system" },
            { title: "Configured and licensed", detail: "as soon as your customer information is given" },
            { title: "Installed and enrolled", detail: "with an installer made for it" },
            { title: "Active", detail: "under entitlements that it acknowledged with its signature" },
          ]}
        />
      }
    >
      A machine appears here once it has reported its serial number or its free space: a laptop, a server or a virtual
      machine, in any cloud or on-premises, that one of your services runs on.
    </EmptyState>
  );
}
