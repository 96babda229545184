import type { MachineState } from "../collection/states";
import type { CustomerState } from "../configuration/states";
import type { CloudAccountState, LicenseState } from "./states";

export const policyVersion = 1;
export const reservationMs = 30 * 60_000;
/** Life of a document; a heartbeat renews it when less than half is left. */
export const documentMs = 7 * 24 * 3_600_000;
/** Life of a license. It renews by itself while its account is open and the machine sends heartbeats. */
export const licenseMs = 365 * 24 * 3_600_000;
/** A license that ends within this time is called expiring. */
export const expiringMs = 30 * 24 * 3_600_000;

/** What a check is judged by; null where there is none. */
export type Checked = {
  now: Date;
  customerState: CustomerState;
  accountState: CloudAccountState;
  machineState: MachineState;
  license: { state: LicenseState; kind: "standard" | "overflow"; validFrom: Date; validTo: Date } | null;
  hasSeat: boolean;
  document: { expiresAt: Date; revokedAt: Date | null; acknowledgedAt: Date | null } | null;
  /** Asked for by the caller, where it is. */
  serviceMatches: boolean;
  keyMatches: boolean;
  featureGranted: boolean;
};

export type VerdictCode = (typeof verdicts)[number]["code"];

/** The one ordered table: the first guard that holds gives the code. Codes never change their meaning. */
export const verdicts = [
  { code: "NOT_FOUND", holds: (c: Checked) => c.license === null, sentence: "There is no license for this machine." },
  {
    code: "SERVICE_MISMATCH",
    holds: (c: Checked) => !c.serviceMatches,
    sentence: "The license is for another service.",
  },
  {
    code: "KEY_MISMATCH",
    holds: (c: Checked) => !c.keyMatches,
    sentence: "The license is bound to another machine's key.",
  },
  {
    code: "CUSTOMER_CLOSED",
    holds: (c: Checked) => c.customerState === "closed",
    sentence: "The customer's account is closed.",
  },
  {
    code: "CUSTOMER_SUSPENDED",
    holds: (c: Checked) => c.customerState === "suspended",
    sentence: "The customer is suspended; the provider's staff can resume it.",
  },
  {
    code: "ACCOUNT_CLOSED",
    holds: (c: Checked) => c.accountState === "closed",
    sentence: "The cloud account for this service is closed.",
  },
  {
    code: "ACCOUNT_SUSPENDED",
    holds: (c: Checked) => c.accountState === "suspended",
    sentence: "The cloud account for this service is suspended.",
  },
  { code: "REVOKED", holds: (c: Checked) => c.license?.state === "revoked", sentence: "The license was revoked." },
  {
    code: "RELEASED",
    holds: (c: Checked) => c.license?.state === "released",
    sentence: "The license was released; its seat is free.",
  },
  {
    code: "SUSPENDED",
    holds: (c: Checked) => c.license?.state === "suspended",
    sentence: "The license is suspended; the provider's staff can resume it.",
  },
  {
    code: "EXPIRED",
    holds: (c: Checked) => c.license?.state === "expired" || past(c.license?.validTo, c.now),
    sentence: "The license has expired.",
  },
  {
    code: "NOT_YET_VALID",
    holds: (c: Checked) => c.license !== null && c.license.validFrom > c.now,
    sentence: "The license is not valid yet.",
  },
  {
    code: "PENDING",
    holds: (c: Checked) => c.license?.state === "pending",
    sentence: "The license is granted; the machine has not enrolled yet.",
  },
  { code: "MACHINE_RETIRED", holds: (c: Checked) => c.machineState === "retired", sentence: "The machine is retired." },
  {
    code: "QUARANTINED",
    holds: (c: Checked) => c.machineState === "quarantined",
    sentence: "Two machines use one key: both are quarantined until the customer chooses.",
  },
  {
    code: "NO_SEAT",
    holds: (c: Checked) => c.license?.kind === "standard" && !c.hasSeat,
    sentence: "The license holds no seat.",
  },
  { code: "NO_DOCUMENT", holds: (c: Checked) => c.document === null, sentence: "No license document was issued yet." },
  {
    code: "DOCUMENT_REVOKED",
    holds: (c: Checked) => c.document?.revokedAt != null,
    sentence: "The license document was revoked; a heartbeat brings a new one.",
  },
  {
    code: "DOCUMENT_EXPIRED",
    holds: (c: Checked) => past(c.document?.expiresAt, c.now),
    sentence: "The license document has expired; a heartbeat renews it.",
  },
  {
    code: "NOT_ACKNOWLEDGED",
    holds: (c: Checked) => c.document?.acknowledgedAt === null,
    sentence: "The machine has not acknowledged its entitlements yet.",
  },
  {
    code: "HEARTBEAT_DEAD",
    holds: (c: Checked) => c.machineState === "silent",
    sentence: "The machine is licensed, but has missed its heartbeats.",
  },
  {
    code: "FEATURE_MISSING",
    holds: (c: Checked) => !c.featureGranted,
    sentence: "The license does not hold this feature.",
  },
  { code: "VALID", holds: () => true, sentence: "The license is valid." },
] as const;

/** Codes that answer to what a caller asks for. */
const askedCodes = ["NOT_FOUND", "SERVICE_MISMATCH", "KEY_MISMATCH", "FEATURE_MISSING"] as const;

/** The codes a license can have by itself, in the table's order. */
export const verdictCodes = verdicts
  .map(({ code }) => code)
  .filter((code): code is OwnVerdictCode => !(askedCodes as readonly VerdictCode[]).includes(code));
export type OwnVerdictCode = Exclude<VerdictCode, (typeof askedCodes)[number]>;

function past(end: Date | null | undefined, now: Date): boolean {
  return end !== null && end !== undefined && end <= now;
}

/** The verdict of a check. Pure; every action that needs a license asks it. */
export function licenseVerdict(checked: Checked): { code: VerdictCode; sentence: string; valid: boolean } {
  // The last guard always holds.
  const { code, sentence } = verdicts.find((guard) => guard.holds(checked)) as (typeof verdicts)[number];
  return { code, sentence, valid: code === "VALID" };
}

/** Verdicts under which a machine may be given a document: nothing is wrong but that it has none that serves. */
export const mayBeIssued = (code: VerdictCode): boolean =>
  ["VALID", "NO_DOCUMENT", "DOCUMENT_REVOKED", "DOCUMENT_EXPIRED", "NOT_ACKNOWLEDGED", "HEARTBEAT_DEAD"].includes(code);

/** Features that the allocation makes available; without one (provisioned by the serial alone) those that need none. */
export function availableFeatures(
  features: readonly { feature: string; minimumAllocationBytes: bigint }[],
  allocationBytes: bigint | null,
): string[] {
  return features
    .filter((feature) => feature.minimumAllocationBytes <= (allocationBytes ?? 0n))
    .map((feature) => feature.feature);
}

export type Seat = { id: string; seatNo: number; licenseId: string | null; reservedUntil: Date | null };

/**
 * The seat a license gets: its own, else the lowest that is free or whose reservation has lapsed; null when all are in
 * use.
 */
export function seatFor(seats: readonly Seat[], licenseId: string, now: Date): Seat | null {
  const own = seats.find((seat) => seat.licenseId === licenseId);
  if (own) return own;
  const free = seats.filter((seat) => seat.licenseId === null || past(seat.reservedUntil, now));
  return free.sort((a, b) => a.seatNo - b.seatNo)[0] ?? null;
}

/**
 * How many licenses a customer may release in 24 h, so that seats are not passed round: half of them, at least three.
 */
export const releasesPerDay = (seats: number): number => Math.max(3, Math.ceil(seats / 2));
