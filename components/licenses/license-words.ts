import { formatCount, formatNumber } from "@/components/ui/format";
import type { StateIn } from "@/components/ui/state-table";
import type { LicenseRow } from "@/server/licensing/license-rows";

type Account = { seats: number; seatsInUse: number };

/** The finding: seats in use of those the plans grant, licenses that expire soon, accounts without a free seat. */
export function licensesFinding(accounts: Account[], expiring: number): string {
  if (accounts.length === 0) return "No cloud account is open yet, so no license has been granted.";
  const all = accounts.reduce((sum, account) => sum + account.seats, 0);
  const used = accounts.reduce((sum, account) => sum + account.seatsInUse, 0);
  const full = accounts.filter((account) => account.seats > 0 && account.seatsInUse >= account.seats).length;
  const rest =
    full === 0
      ? []
      : [
          `${formatNumber(full)} of ${formatCount(accounts.length, "account")} ${full === 1 ? "has" : "have"} no free seat.`,
        ];
  const ends = `${expiring === 0 ? "None expires" : formatCount(expiring, "expires", "expire")} within 30 days.`;
  return [`${formatNumber(used)} seats in use of ${formatNumber(all)}.`, ends, ...rest].join(" ");
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
