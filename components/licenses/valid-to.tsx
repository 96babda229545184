import { staffZone } from "@/components/frame/staff-zone";
import { RelativeTime } from "@/components/ui/relative-time";
import { licenseIs } from "@/server/licensing/states";
import type { LicenseRow } from "@/server/reads/license-rows";

/**
 * When a license ends: the day; while it is pending, when its reservation lapses; once a person has ended it, how long
 * ago: its state is in the column next to it.
 */
export function ValidTo({ license, now }: { license: LicenseRow; now: Date }) {
  const { state, endedAt, reservedUntil, validTo } = license;
  if (licenseIs("endedByPerson", state) && endedAt)
    return (
      <span className="text-ink-2">
        <RelativeTime at={endedAt} now={now} zone={staffZone} />
      </span>
    );
  if (state === "pending")
    return (
      <span className="text-ink-2">
        {reservedUntil && reservedUntil > now ? (
          <RelativeTime at={reservedUntil} now={now} zone={staffZone} />
        ) : (
          <span title="Its seat is no longer reserved; enrolment takes a free one.">lapsed</span>
        )}
      </span>
    );
  return <RelativeTime at={validTo} now={now} zone={staffZone} form="day" />;
}
