/** A service's allocation rule; bytes and permille. The catalogue stores it; the collector carries it in its head. */
export type AllocationRule = {
  fractionPermille: number;
  reserveBytes: bigint;
  reservePermille: number;
  stepBytes: bigint;
  minimumBytes: bigint;
};

const max = (a: bigint, b: bigint) => (a > b ? a : b);
const permille = (value: bigint, share: number) => (value * BigInt(share)) / 1000n;

/** Space that is never allocated: the larger of a fixed size and a share of the disk. */
export function reserveOf(rule: AllocationRule, totalBytes: bigint): bigint {
  return max(rule.reserveBytes, permille(totalBytes, rule.reservePermille));
}

/**
 * The storage allocation: floor to step( max(0, available - reserve) x fraction ). Exact; the collector does the same
 * sum (docs/rules.md 2.2).
 */
export function allocationOf(rule: AllocationRule, space: { availableBytes: bigint; totalBytes: bigint }): bigint {
  const free = max(0n, space.availableBytes - reserveOf(rule, space.totalBytes));
  const share = permille(free, rule.fractionPermille);
  return share - (share % rule.stepBytes);
}

/** The least free space with which the allocation reaches the service's minimum: the figure the sentence names. */
export function neededBytes(rule: AllocationRule, totalBytes: bigint): bigint {
  const steps = (rule.minimumBytes + rule.stepBytes - 1n) / rule.stepBytes;
  const fraction = BigInt(rule.fractionPermille);
  return reserveOf(rule, totalBytes) + (steps * rule.stepBytes * 1000n + fraction - 1n) / fraction;
}

/** What is granted of an allocation: never more than the plan allows a machine. */
export function grantedAllocation(recomputedBytes: bigint, planMaximumBytes: bigint): bigint {
  return recomputedBytes < planMaximumBytes ? recomputedBytes : planMaximumBytes;
}

/** Bytes for a sentence: whole GiB, rounded up, so that who frees that much has enough. */
export const gibUp = (bytes: bigint): string => `${(bytes + 1024n ** 3n - 1n) / 1024n ** 3n} GiB`;
