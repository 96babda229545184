const gib = 1024n ** 3n;

/**
 * The allocation rule of a shipped service: floor to 1 GiB of half of what is free above max(5 GiB, 5 % of the disk),
 * at least 1 GiB (docs/rules.md 2.2).
 */
export const allocationDefaults = {
  allocationRuleVersion: 1,
  allocationFractionPermille: 500,
  allocationReserveBytes: 5n * gib,
  allocationReservePermille: 50,
  allocationStepBytes: gib,
  allocationMinimumBytes: gib,
};
