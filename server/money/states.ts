// The states of charges and statements (docs/rules.md 4.8, 7). Imports nothing.

/** `gratis` is recorded and not sent; `failed` does not count as remitted. */
export const chargeStates = ["posted", "failed", "gratis"] as const;
export type ChargeState = (typeof chargeStates)[number];

/** Whether a charge counts as remitted, so that the next one bills what is above it. */
export const isRemitted = (state: ChargeState): boolean => state !== "failed";

/** The running period is a draft. */
export const statementStates = ["draft", "issued", "paid", "void"] as const;
export type StatementState = (typeof statementStates)[number];

/** `withdrawn`: the window's figures changed again, so that there is nothing to take back. */
export const adjustmentStates = ["proposed", "confirmed", "rejected", "withdrawn"] as const;
export type AdjustmentState = (typeof adjustmentStates)[number];
/** What finance decides about what is proposed. */
export const adjustmentDecisions = ["confirmed", "rejected"] as const satisfies readonly AdjustmentState[];
export type AdjustmentDecision = (typeof adjustmentDecisions)[number];
