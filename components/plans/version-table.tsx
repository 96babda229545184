import { Badge } from "@/components/ui/badge";
import { DataTable } from "@/components/ui/data-table";
import { formatNumber } from "@/components/ui/format";
import { formatDay } from "@/components/ui/format-time";
import type { versionsOfPlan } from "@/server/catalogue/plan-versions";
import { chargedWords } from "./price-words";
import { DraftButton } from "./version-buttons";

export type VersionRow = Awaited<ReturnType<typeof versionsOfPlan>>[number];

/** Versions of a plan, newest first. */
export function VersionTable({
  plan,
  versions,
  now,
  refusal,
}: {
  plan: string;
  versions: VersionRow[];
  now: Date;
  refusal: string | undefined;
}) {
  const current = versions.find((one) => one.publishedAt !== null && one.customerId === null);
  return (
    <DataTable
      bare
      label="Versions"
      columns={[
        { key: "number", head: "Version" },
        { key: "state", head: "State" },
        { key: "charges", head: "Charges", grow: "40%", fold: "under" },
        { key: "note", head: "Note", fold: "tablet" },
        { key: "subscriptions", head: "Subscriptions", align: "right", fold: "phone" },
        { key: "next", head: "" },
      ]}
      rows={versions.map((version) => ({
        id: version.id,
        cells: {
          number: formatNumber(version.number),
          state: (
            <>
              {version.publishedAt === null ? (
                <Badge shape="ring" tone="grey">
                  Draft
                </Badge>
              ) : (
                <Badge shape="dot" tone={version === current ? "fine" : "grey"}>
                  {version === current ? "Current" : "Published"}
                  <span className="max-sm:hidden"> since {formatDay(version.publishedAt, now, "UTC")}</span>
                </Badge>
              )}
              {version.customerName ? (
                <span className="block text-xs text-ink-3">for {version.customerName}</span>
              ) : null}
            </>
          ),
          charges: <span className="whitespace-normal">{chargedWords(version).join("; ") || "no currency yet"}</span>,
          note: version.note || null,
          subscriptions: formatNumber(version.subscriptions),
          next: <DraftButton plan={plan} version={version} refusal={refusal} />,
        },
      }))}
    />
  );
}
