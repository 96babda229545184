import { formatCount, formatNumber } from "@/components/ui/format";
import type { StateIn } from "@/components/ui/state-table";
import type { SeatFigures } from "@/server/reads/cloud-accounts";
import type { LicenseRow } from "@/server/reads/license-rows";

/** The finding: seats in use of those the plans grant, where few enough to add up; what expires soon; what is full. */
export function licensesFinding(held: SeatFigures | null, expiring: number): string {
  const ends = `${expiring === 0 ? "None expires" : formatCount(expiring, "expires", "expire")} within 30 days.`;
  if (held === null) return ends;
  const { accounts, seats, seatsInUse, full } = held;
  if (accounts === 0) return "No cloud account is open yet, so no license has been granted.";
  const rest =
    full === 0
      ? []
      : [`${formatNumber(full)} of ${formatCount(accounts, "account")} ${full === 1 ? "has" : "have"} no free seat.`];
  return [`${formatNumber(seatsInUse)} seats in use of ${formatNumber(seats)}.`, ends, ...rest].join(" ");
}

/** Which rows are shown, of how many: "1 to 50 of 3,902"; where they were not counted, the number shown. */
export function rangeWords(shown: number, first: number | null, total: number | null): string {
  if (first === null || total === null) return `${formatNumber(shown)} shown`;
  if (shown === 0) return "None";
  return `${formatNumber(first)} to ${formatNumber(first + shown - 1)} of ${formatNumber(total)}`;
}

/** A license that ends within this time is called expiring. */
const expiringMs = 30 * 86_400_000;

/** The license's state as it is shown: overflow and expiring have words of their own. */
export function shownState(license: Pick<LicenseRow, "state" | "kind" | "validTo">, now: Date): StateIn<"license"> {
  if (license.state !== "active") return license.state;
  if (license.kind === "overflow") return "overflow";
  return license.validTo.getTime() - now.getTime() < expiringMs ? "expiring" : "active";
}
