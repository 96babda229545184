import { DataTable } from "@/components/ui/data-table";
import { formatCount, formatMoney, formatNumber } from "@/components/ui/format";
import { formatDateTime } from "@/components/ui/format-time";
import { Notice } from "@/components/ui/notice";
import type { BillingMode } from "@/server/billing/states";
import type { ChangePreview as Preview } from "@/server/workflow/preview-change";

/** What a change of a limit would do, window by window. Nothing of it is stored. */
export function LimitPreview({ preview, unit, mode }: { preview: Preview; unit: string; mode: BillingMode }) {
  const { windows, left } = preview;
  if (windows.length === 0)
    return (
      <Notice live title="No window of this limit is touched.">
        Nothing was used since that time, so nothing is judged again.
      </Notice>
    );
  const charged = windows.filter(({ charge }) => charge !== null).length;
  return (
    <div className="grid gap-3">
      <Notice
        live
        kind={charged > 0 ? "over" : "plain"}
        title={`${formatCount(windows.length, "window")} judged again.`}
      >
        {charged > 0
          ? `${windows.length === 1 ? "It" : charged === windows.length ? "All of them" : `${formatNumber(charged)} of them`} would be ${mode === "limit" ? "charged more" : "charged or credited the difference"} at once.`
          : "No more would be charged at once."}{" "}
        {mode === "limit" ? "What was charged stays charged. " : ""}Nothing is stored yet.
        {left > 0 ? ` ${formatCount(left, "older window")} not shown.` : ""}
      </Notice>
      <DataTable
        bare
        label="Windows judged again"
        columns={[
          { key: "window", head: "From (UTC)", grow: "24%" },
          { key: "use", head: "Use", unit, align: "right" },
          { key: "limit", head: "Limit", unit, align: "right", fold: "phone" },
          { key: "before", head: "Above it now", unit, align: "right", fold: "phone" },
          { key: "after", head: "Above it then", unit, align: "right" },
          { key: "charge", head: "Charged at once", align: "right" },
        ]}
        rows={windows.map(({ limitId, windowStart, before, after, charge }) => ({
          id: `${limitId} ${windowStart.toISOString()}`,
          cells: {
            window: formatDateTime(windowStart, "UTC"),
            use: formatNumber(after.use),
            limit: after.limit === null ? null : formatNumber(after.limit),
            before: before && formatNumber(before.excess),
            after: formatNumber(after.excess),
            charge: charge && formatMoney(charge.minor, charge.currency),
          },
        }))}
      />
    </div>
  );
}
