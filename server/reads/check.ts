/**
 * One thing that has to be in order. `what` names no customer, cloud or address: anybody may read it in /api/health.
 * `detail` is for the operator. Without what `serves` the product does not work; the rest needs attention. What `warns`
 * is in order as it was set, and worth knowing.
 */
export type Check = { part: string; ok: boolean; what: string; detail?: string; serves?: boolean; warns?: boolean };
