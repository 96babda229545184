import type { LicenseRow } from "@/server/licensing/queries";
import type { VerdictCode } from "@/server/licensing/rules";

type Account = { seats: number; seatsInUse: number };

/** The finding: seats in use of those the plans grant, and whose accounts are full. */
export function licensesFinding(accounts: Account[]): string {
  if (accounts.length === 0) return "No cloud account is open yet, so no license has been granted.";
  const all = accounts.reduce((sum, account) => sum + account.seats, 0);
  const used = accounts.reduce((sum, account) => sum + account.seatsInUse, 0);
  const full = accounts.filter((account) => account.seats > 0 && account.seatsInUse >= account.seats).length;
  const rest = full === 0 ? "Every account has a seat left." : `${full} of ${accounts.length} accounts have none left.`;
  return `${used} seats in use of ${all}. ${rest}`;
}

/** A license that ends within this time is called expiring. */
const expiringMs = 30 * 86_400_000;

/** The license's state as it is shown: overflow and expiring have words of their own. */
export function shownState(license: Pick<LicenseRow, "state" | "kind" | "validTo">, now: Date): string {
  if (license.state !== "active") return license.state;
  if (license.kind === "overflow") return "overflow";
  return license.validTo.getTime() - now.getTime() < expiringMs ? "expiring" : "active";
}

/** What each check asks, as it reads where it holds; in the order of the verdict's table. */
export const checkWords: Record<VerdictCode, string> = {
  NOT_FOUND: "There is a license",
  SERVICE_MISMATCH: "For this service",
  KEY_MISMATCH: "Bound to this key",
  CUSTOMER_CLOSED: "Customer is not closed",
  CUSTOMER_SUSPENDED: "Customer is active",
  ACCOUNT_CLOSED: "Cloud account is not closed",
  ACCOUNT_SUSPENDED: "Cloud account is open",
  REVOKED: "Not revoked",
  RELEASED: "Not released",
  SUSPENDED: "Not suspended",
  EXPIRED: "Not expired",
  NOT_YET_VALID: "Valid already",
  PENDING: "The machine has enrolled",
  MACHINE_RETIRED: "The machine is not retired",
  QUARANTINED: "No clone of the key",
  NO_SEAT: "Holds a seat, or needs none",
  NO_DOCUMENT: "A document was issued",
  DOCUMENT_REVOKED: "The document is not revoked",
  DOCUMENT_EXPIRED: "Within the document's life",
  NOT_ACKNOWLEDGED: "Entitlements acknowledged",
  HEARTBEAT_DEAD: "The machine is heard",
  FEATURE_MISSING: "Holds the features",
  VALID: "Valid",
};
