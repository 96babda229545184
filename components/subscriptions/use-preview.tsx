import { ChangedNumber } from "@/components/ui/changed-number";
import { DataTable } from "@/components/ui/data-table";
import { formatCount, formatMoney, formatNumber, formatQuantity } from "@/components/ui/format";
import { formatDateTime } from "@/components/ui/format-time";
import { Notice } from "@/components/ui/notice";
import { meterWithUnit } from "@/components/usage/meter-words";
import type { FollowingAct } from "@/server/billing/states";
import type { UsePreview as Preview, PreviewedStanding } from "@/server/workflow/preview-use";

const acts: Record<Exclude<FollowingAct, "none">, string> = {
  threshold: "Warned, candidate recorded",
  off: "Event: billed and warned",
  restrict: "Event: programs refused",
  ask: "Event: customer asked",
  automatic: "Event: machine started",
};

/** What other use would do, limit by limit. Nothing of it is stored. */
export function UsePreview({ preview: { uses, standings, left } }: { preview: Preview }) {
  const follows = standings.filter(({ action }) => action !== "none").length;
  const apart = uses.flatMap(({ reason }, n) => (reason ? [`Use ${n + 1}: ${reason}`] : []));
  return (
    <div className="mt-4 grid gap-3">
      <Notice live kind={follows > 0 ? "near" : "plain"} title={`${formatCount(standings.length, "window")} judged.`}>
        {standings.length === 0
          ? "No limit counts this use."
          : follows > 0
            ? `Something would follow in ${formatNumber(follows)} of them.`
            : "Nothing would follow that has not happened yet."}{" "}
        Nothing is stored.
        {left > 0 ? ` ${formatCount(left, "older window")} not shown.` : ""}
        {apart.map((sentence) => (
          <span key={sentence} className="mt-1 block">
            {sentence}
          </span>
        ))}
      </Notice>
      {standings.length === 0 ? null : (
        <DataTable
          bare
          label="Windows judged by other use"
          columns={[
            { key: "limit", head: "Limit" },
            { key: "use", head: "Use", align: "right" },
            { key: "above", head: "Above it", align: "right" },
            { key: "charge", head: "Charged", align: "right", fold: "phone" },
            { key: "follows", head: "What follows", fold: "phone" },
          ]}
          rows={standings.map((one) => ({
            id: `${one.limitId} ${one.windowStart.toISOString()}`,
            cells: {
              limit: (
                <span className="block whitespace-normal">
                  {meterWithUnit(one.meterName, one.unit)}
                  <span className="block text-xs text-ink-3">{limitWords(one)}</span>
                  <span className="block text-xs sm:hidden">{followWords(one)}</span>
                </span>
              ),
              use: <ChangedNumber before={one.before.figures.aggregate} after={one.after.figures.aggregate} />,
              above: <ChangedNumber before={one.before.figures.increment} after={one.after.figures.increment} />,
              charge: chargeWords(one),
              follows: <span className="block whitespace-normal">{followWords(one)}</span>,
            },
          }))}
        />
      )}
    </div>
  );
}

/** "120 GiB in Cloud A, from 1 Nov 2026, 00:00 UTC". */
function limitWords({ after: { limit }, unit, cloud, windowStart }: PreviewedStanding): string {
  const quantity = limit === null ? "No limit" : formatQuantity(limit, unit, 3);
  return `${quantity}${cloud ? ` in ${cloud}` : ""}, from ${formatDateTime(windowStart, "UTC")}`;
}

function chargeWords({ after: { charge, figures } }: PreviewedStanding): string | null {
  if (charge) return formatMoney(charge.minor, charge.currency);
  return figures.offset ? `${formatNumber(figures.offset.price, { decimals: 4 })} at its end` : null;
}

function followWords({ action, before, after }: PreviewedStanding): string {
  if (action !== "none") return acts[action];
  if (after.figures.sentence !== null && !after.over) return after.figures.sentence;
  if (after.over) return before.over ? "Above it already" : "Above it";
  return after.thresholdMet ? "Past the threshold already" : "Nothing";
}
