import type { StaffRole } from "../context";

/** How long a mailed sign-in link counts, in minutes. */
export const signInLinkMinutes = 15;
/** How long the first owner's link counts, in minutes; the next start prints another. */
export const firstOwnerLinkMinutes = 24 * 60;
/** How long an invitation stands, in days. */
export const invitationDays = 14;

/**
 * The address given by an OpenID provider, where it may be used to find our user. A provider that says that it verified
 * the address is believed. One that says nothing of it (Entra ID) is believed for the domains that the operator trusts
 * it with, which are none unless set (docs/decisions/015-addresses-that-nobody-verified.md); one that says no, never.
 */
export function verifiedEmailOf(
  profile: { email?: unknown; email_verified?: unknown },
  trustedDomains: readonly string[] = [],
): string | null {
  if (typeof profile.email !== "string") return null;
  const email = profile.email.trim().toLowerCase();
  const verified = profile.email_verified === true || profile.email_verified === "true";
  const silent = profile.email_verified === undefined || profile.email_verified === null;
  const parts = email.split("@");
  const trusted = silent && parts.length === 2 && parts[0] !== "" && trustedDomains.includes(parts[1] ?? "");
  return email !== "" && (verified || trusted) ? email : null;
}

/** The domains of OIDC_TRUSTED_DOMAINS. */
export const trustedDomainsOf = (list: string | undefined): string[] =>
  (list ?? "")
    .split(",")
    .map((name) => name.trim().toLowerCase())
    .filter((name) => name !== "");

/** Whether the change would leave the provider without an owner. */
export function leavesNoOwner(owners: string[], userId: string, role: StaffRole | null): boolean {
  return role !== "owner" && owners.length === 1 && owners[0] === userId;
}

/**
 * The page that a person reaches after sign-in: staff the console, members the portal, others a page that states what
 * to do.
 */
export function homeOf(user: {
  staffRole: StaffRole | null;
  memberships: unknown[];
}): "/admin" | "/overview" | "/no-company" {
  if (user.staffRole) return "/admin";
  return user.memberships.length > 0 ? "/overview" : "/no-company";
}
