import type { StaffRole } from "../context";

/** How long a mailed sign-in link counts, in minutes. */
export const signInLinkMinutes = 15;
/** How long the first owner's link counts, in minutes; the next start prints another. */
export const firstOwnerLinkMinutes = 24 * 60;
/** How long an invitation stands, in days. */
export const invitationDays = 14;
/** The most mails with a sign-in link that one address gets in the window; more are not sent, without notice. */
export const mailLimit = { mails: 5, windowMinutes: 15 };

/**
 * Whether an address given by an OpenID provider may be used to find our user. Only a provider that says it verified
 * the address is believed; a missing claim counts as no.
 */
export function verifiedEmailOf(profile: { email?: unknown; email_verified?: unknown }): string | null {
  if (typeof profile.email !== "string" || profile.email.trim() === "") return null;
  const verified = profile.email_verified === true || profile.email_verified === "true";
  return verified ? profile.email.trim().toLowerCase() : null;
}

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
