import { clockNow } from "../clock";
import { DomainError } from "../errors";
import { sha256 } from "../keys/link-secrets";

type Bucket = { tokens: number; at: number };
const held = globalThis as typeof globalThis & { spillwayBuckets?: Map<string, Bucket> };
const most = 50_000;

/**
 * Lets a caller through `perMinute` times a minute, `burst` at once; counts per process and in memory, keys hashed.
 * @throws DomainError rate_limited with `retryAfterSeconds`.
 */
export function limitRate(
  name: string,
  key: string,
  { perMinute, burst = perMinute }: { perMinute: number; burst?: number },
): void {
  held.spillwayBuckets ??= new Map();
  const buckets = held.spillwayBuckets;
  const now = clockNow().getTime();
  const slot = `${name}:${sha256(key).slice(0, 24)}`;
  const bucket = buckets.get(slot) ?? { tokens: burst, at: now };
  // A clock that a test moved back must not lock anybody out.
  const passed = Math.max(0, now - bucket.at);
  const tokens = Math.min(burst, bucket.tokens + (passed * perMinute) / 60_000);
  buckets.delete(slot); // so that the map stays in the order of last use
  buckets.set(slot, { tokens: tokens >= 1 ? tokens - 1 : tokens, at: now });
  if (buckets.size > most) {
    const oldest = buckets.keys().next().value;
    if (oldest !== undefined) buckets.delete(oldest);
  }
  if (tokens >= 1) return;
  const retryAfterSeconds = Math.max(1, Math.ceil(((1 - tokens) * 60) / perMinute));
  throw new DomainError(
    "rate_limited",
    `Too many calls in a short time. Wait ${retryAfterSeconds} s and try again; nothing was lost.`,
    { retryAfterSeconds },
  );
}
