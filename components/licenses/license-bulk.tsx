"use client";
import { useState } from "react";
import { useTRPC } from "@/components/providers/trpc-provider";
import { useWrite } from "@/components/providers/use-write";
import { BulkBar } from "@/components/ui/bulk-bar";
import { formatCount } from "@/components/ui/format";
import { useSelection, useTicked } from "@/components/ui/selection";
import { notify } from "@/components/ui/toast";
import type { BulkAction } from "@/server/licensing/input";
import { BulkDialog, type Confirmed, type Ticked } from "./bulk-dialog";
import { type BulkOutcome, BulkResult } from "./bulk-result";
import { bulkWords } from "./bulk-words";

/**
 * Actions on the ticked licenses. The bar shows an action while it is available for at least one of them; the server
 * judges each license on its own, and those it refused are shown with the reason and stay ticked.
 */
export function LicenseBulk({
  licenses,
  actions,
  exportHref,
}: {
  licenses: Ticked[];
  /** What the member of staff may do at all; none for those who may only read. */
  actions: readonly BulkAction[];
  /** The list's export; the ticked ids are added to it. */
  exportHref: string;
}) {
  const { ids, set } = useSelection();
  const { confirm } = useWrite(useTRPC().licenses.bulk.mutationOptions());
  const [asked, setAsked] = useState<BulkAction>();
  const [outcome, setOutcome] = useState<BulkOutcome>();
  const chosen = useTicked(licenses);
  const run = ({ action, can, cannot, reason }: Confirmed) => {
    const asked = can.map(({ id, customerId }) => ({ licenseId: id, customerId }));
    return confirm({ action, licenses: asked, ...(reason && { reason }) }, (answer) => {
      const refused = [
        ...cannot.map(({ id, name, refusals }) => ({ licenseId: id, name, sentence: refusals[action] ?? "" })),
        ...answer.refused.map((one) => ({ ...one, name: can.find(({ id }) => id === one.licenseId)?.name ?? "" })),
      ];
      set(answer.done, false);
      if (refused.length === 0) notify(`${formatCount(answer.done.length, "license")} ${bulkWords[action].past}.`);
      else setOutcome({ action, done: answer.done.length, refused });
      return undefined;
    });
  };
  return (
    <>
      <BulkBar
        noun={["license", "licenses"]}
        actions={[
          ...actions
            .filter((action) => chosen.some(({ refusals }) => !refusals[action]))
            .map((action) => ({ ...bulkWords[action], onAction: () => setAsked(action) })),
          {
            label: "Export",
            icon: "download" as const,
            onAction: (picked: string[]) => download(exportHref, picked),
          },
        ]}
      />
      {ids.size > 0 ? <div className="h-16" /> : null}
      {asked ? <BulkDialog action={asked} licenses={chosen} onRun={run} onClose={() => setAsked(undefined)} /> : null}
      {outcome ? <BulkResult {...outcome} onClose={() => setOutcome(undefined)} /> : null}
    </>
  );
}

/** The export of exactly what is ticked. */
function download(href: string, ids: string[]): void {
  const link = document.createElement("a");
  link.href = `${href}${href.includes("?") ? "&" : "?"}ids=${ids.map(encodeURIComponent).join(",")}`;
  link.download = "";
  link.click();
}
