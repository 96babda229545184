import { EmptyState } from "@/components/ui/empty-state";
import { LinkButton } from "@/components/ui/link-button";
import { PathAhead } from "@/components/ui/path-ahead";

/** In place of the list, while no machine of the company has reported: what one is, and the way of the first. */
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
      hint="One line in a shell. Nothing is charged before a machine is active."
      beside={
        <PathAhead
          steps={[
            { title: "Reported", detail: "serial number, free space, system" },
            { title: "Configured and licensed", detail: "as soon as your customer information is here" },
            { title: "Installed and enrolled", detail: "with an installer made for it" },
            { title: "Active", detail: "under entitlements it acknowledged with its signature" },
          ]}
        />
      }
    >
      A machine appears here once it has told the portal its serial number or its free space: a laptop, a server or a
      virtual machine, in any cloud or under a desk, that one of your services runs on.
    </EmptyState>
  );
}
