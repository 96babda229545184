import { formatDateTime, formatPeriod } from "@/components/ui/format-time";
import { Notice } from "@/components/ui/notice";
import type { OwnFailingStanding } from "@/server/reads/failing-standings";

/** That limits of this company cannot be compared with its use at the moment; nothing where all can. */
export function OwnFailingNotice({ failing }: { failing: OwnFailingStanding[] }) {
  const [first] = failing;
  if (!first) return null;
  const names = [
    ...new Set(
      failing.map((row) => `${row.meterName} (${formatPeriod(row.windowStart, row.windowEnd, row.timeZone)})`),
    ),
  ];
  return (
    <Notice kind="near" className="mb-4" title="Some figures are late.">
      {names.join(", ")}: since {formatDateTime(first.since, first.timeZone)} use cannot be compared with the limit. It
      is recorded, none of it is lost, and figures and charges follow by themselves. It has been noticed; there is
      nothing you need to do.
    </Notice>
  );
}
