"use client";
import { useMutation } from "@tanstack/react-query";
import { useRouter } from "next/navigation";
import { useEffect, useState } from "react";
import { useTRPC } from "@/components/providers/trpc-provider";
import { BulkBar } from "@/components/ui/bulk-bar";
import { useSelection } from "@/components/ui/selection";
import { notify } from "@/components/ui/toast";
import type { BulkAct } from "@/server/licensing/input";
import { BulkDialog, type Confirmed } from "./bulk-dialog";
import { type BulkOutcome, BulkResult } from "./bulk-result";
import { bulkWords, licensesOf } from "./bulk-words";

/** A license that can be ticked, with why each act cannot be done to it where it cannot. */
export type Ticked = {
  id: string;
  customerId: string;
  name: string;
  refusals: Partial<Record<BulkAct, string>>;
};

/**
 * What can be done with the ticked licenses. An act stands in the bar while it can be done to one of them at least; the
 * server judges each on its own, and what it did not do is shown with the reason and stays ticked.
 */
export function LicenseBulk({
  licenses,
  acts,
  exportHref,
}: {
  licenses: Ticked[];
  /** What whoever looks may do at all; none for those who only look. */
  acts: readonly BulkAct[];
  /** The list's export; the ticked ids are added to it. */
  exportHref: string;
}) {
  const { ids, set } = useSelection();
  const router = useRouter();
  const bulk = useMutation(useTRPC().licenses.bulk.mutationOptions());
  const [asked, setAsked] = useState<BulkAct>();
  const [outcome, setOutcome] = useState<BulkOutcome>();
  const chosen = licenses.filter(({ id }) => ids.has(id));
  const gone = [...ids].filter((id) => !licenses.some((license) => license.id === id));
  // A ticked row that left the list (the filter no longer means it) is not acted on unseen.
  useEffect(() => {
    if (gone.length > 0) set(gone, false);
  });
  const run = async ({ act, can, cannot, reason }: Confirmed) => {
    const licenses = can.map(({ id, customerId }) => ({ licenseId: id, customerId }));
    const answer = await bulk.mutateAsync({ act, licenses, ...(reason && { reason }) });
    router.refresh();
    const refused = [
      ...cannot.map(({ id, name, refusals }) => ({ licenseId: id, name, sentence: refusals[act] ?? "" })),
      ...answer.refused.map((one) => ({ ...one, name: can.find(({ id }) => id === one.licenseId)?.name ?? "" })),
    ];
    set(answer.done, false);
    if (refused.length === 0) notify(`${licensesOf(answer.done.length)} ${bulkWords[act].past}.`);
    else setOutcome({ act, done: answer.done.length, refused });
  };
  return (
    <>
      <BulkBar
        noun={["license", "licenses"]}
        acts={[
          ...acts
            .filter((act) => chosen.some(({ refusals }) => !refusals[act]))
            .map((act) => ({ ...bulkWords[act], onAction: () => setAsked(act) })),
          {
            label: "Export",
            icon: "download" as const,
            onAction: (picked: string[]) => download(exportHref, picked),
          },
        ]}
      />
      {ids.size > 0 ? <div className="h-16" /> : null}
      {asked ? <BulkDialog act={asked} licenses={chosen} onRun={run} onClose={() => setAsked(undefined)} /> : null}
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
