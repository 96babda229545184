import { ChangedNumber } from "@/components/ui/changed-number";
import { DataTable } from "@/components/ui/data-table";
import { formatCount, formatMoney, formatNumber } from "@/components/ui/format";
import { formatDateTime } from "@/components/ui/format-time";
import { Notice } from "@/components/ui/notice";
import type { CorrectionAnswer } from "@/server/workflow/correct-or-preview";
import type { PreviewedWindow } from "@/server/workflow/preview-change";
import { meterWithUnit } from "./meter-words";

type Meter = { slug: string; name: string; unit: string };
const exact = (value: string) => formatNumber(value, { decimals: 9 });

/**
 * What a correction would change: what its records count, and every window judged again. Nothing of it is stored.
 */
export function CorrectionPreview({
  answer: { records, figures, duplicates, preview },
  meters,
}: {
  answer: CorrectionAnswer;
  meters: Meter[];
}) {
  const meterOf = (slug: string) => meters.find((one) => one.slug === slug) ?? { name: slug, unit: "" };
  const windows = preview?.windows ?? [];
  return (
    <div className="mt-4 grid gap-3">
      <Notice live kind={windows.some(costs) ? "near" : "plain"} title={`${formatCount(records, "record")}.`}>
        {duplicates > 0 ? `${formatCount(duplicates, "more was", "more were")} back-filled before. ` : ""}
        {consequences(windows)} Nothing is stored yet.
        {preview && preview.left > 0 ? ` ${formatCount(preview.left, "older window")} not shown.` : ""}
      </Notice>
      {figures.length === 0 ? null : (
        <DataTable
          bare
          label="What these records count"
          columns={[
            { key: "meter", head: "Meter", grow: "40%" },
            { key: "before", head: "Counts now", align: "right" },
            { key: "after", head: "Counts then", align: "right" },
          ]}
          rows={figures.map(({ meter, before, after }) => {
            const { name, unit } = meterOf(meter);
            return {
              id: meter,
              cells: { meter: meterWithUnit(name, unit), before: exact(before), after: exact(after) },
            };
          })}
        />
      )}
      {windows.length === 0 ? null : (
        <DataTable
          bare
          label="Windows judged again"
          columns={[
            { key: "window", head: "Window from (UTC)" },
            { key: "use", head: "Use", align: "right", fold: "phone" },
            { key: "excess", head: "Above the limit", align: "right" },
            { key: "charge", head: "Charged", align: "right" },
            { key: "back", head: "Taken back", align: "right" },
          ]}
          rows={windows.map((window) => ({
            id: `${window.limitId} ${window.windowStart.toISOString()}`,
            cells: {
              window: (
                <>
                  {formatDateTime(window.windowStart, "UTC")}
                  <span className="block text-xs text-ink-3">{meterOf(window.meter).name}</span>
                </>
              ),
              use: <ChangedNumber before={window.before?.use} after={window.after.use} />,
              excess: <ChangedNumber before={window.before?.excess} after={window.after.excess} />,
              charge: window.charge && formatMoney(window.charge.minor, window.charge.currency),
              back: window.takenBack && formatMoney(-window.takenBack.minor, window.takenBack.currency),
            },
          }))}
        />
      )}
    </div>
  );
}

const costs = ({ charge, takenBack, raises }: PreviewedWindow) => Boolean(charge || takenBack || raises);

function consequences(windows: PreviewedWindow[]): string {
  if (windows.length === 0) return "No limit had a window at that time, so nothing is judged again.";
  const judged = `${formatCount(windows.length, "window")} would be judged again`;
  const number = (of: (window: PreviewedWindow) => unknown) => windows.filter(of).length;
  const back = number(({ takenBack }) => takenBack);
  const parts = [
    [number(({ charge }) => charge), "charged more at once"],
    [back, "proposed to be taken back in part"],
    [number(({ raises }) => raises), "a reason for a billing event"],
  ].flatMap(([n, words]) => (n === 0 ? [] : [`${n} would be ${words}`]));
  if (parts.length === 0) return `${judged}. Nothing more would be charged, and nothing taken back.`;
  return `${judged}: ${parts.join(", ")}.${back > 0 ? " What is taken back waits for a decision of finance." : ""}`;
}
