import { createHash } from "node:crypto";
import type { UsageInput } from "../input";

/**
 * Identity of a record, for ever: the first 16 bytes of SHA-256 over customer, source and id, written as a UUID.
 * The parts are joined by U+0000, which no part can hold, so that ("a", "bc") and ("ab", "c") differ.
 */
export function identityDigest(customerId: string, source: string, id: string): string {
  return uuidOf(customerId, source, id);
}

/**
 * What distinguishes a conflict from a duplicate: the content without `time`. A sender that sets a new time when it
 * sends a record again has sent the same record (docs/rules.md 3.2). The quantity is in the meter's unit; a record
 * whose customer is not known yet has its own.
 */
export function contentHash(record: UsageInput): string {
  const { meter, subject, quantity, value, dimensions, unit, start, cloud } = record;
  const parts = [meter, subject ?? "", quantity, start?.toISOString() ?? "", cloud ?? ""];
  const more = [
    ...(value ? ["value", value] : []),
    ...(dimensions ? ["dimensions", JSON.stringify(sortedByName(dimensions))] : []),
  ];
  return uuidOf(...parts, ...(unit ? [unit] : []), ...more);
}

/** By name: the database has an order of its own. */
const sortedByName = (dimensions: Record<string, string>) =>
  Object.entries(dimensions).sort(([a], [b]) => (a < b ? -1 : 1));

/** A conflict's own identity: the same conflicting content sent again is stored once. */
export function conflictDigest(customerId: string, digest: string, content: string): string {
  return uuidOf("conflict", customerId, digest, content);
}

/** The first 16 bytes of SHA-256 over the parts, joined by U+0000, written as a UUID. */
export function uuidOf(...parts: string[]): string {
  const hex = createHash("sha256").update(parts.join("\u0000")).digest("hex");
  return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-${hex.slice(12, 16)}-${hex.slice(16, 20)}-${hex.slice(20, 32)}`;
}
