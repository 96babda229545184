import { LinkButton } from "@/components/ui/link-button";
import { type Address, csvHref } from "./address";

/** The button above a list that exports it as it is filtered. */
export function ExportLink({ address, children = "Export CSV" }: { address: Address; children?: string }) {
  return (
    <LinkButton href={csvHref(address)} download icon="download">
      {children}
    </LinkButton>
  );
}
