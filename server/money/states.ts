// The states of charges and statements (docs/rules.md 4.8, 7). Imports nothing.

/** `gratis` is recorded and not sent; `failed` does not count as remitted. */
export const chargeStates = ["posted", "failed", "gratis"] as const;
export type ChargeState = (typeof chargeStates)[number];

/** Whether a charge counts as remitted, so that the next one bills what is above it. */
export const isRemitted = (state: ChargeState): boolean => state !== "failed";

/** Money that came in; money of the customer's that went back; what is given up of a statement. */
export const paymentKinds = ["payment", "refund", "write_off"] as const;
export type PaymentKind = (typeof paymentKinds)[number];

/** A payment that was entered by mistake is reversed. */
export const paymentStates = ["entered", "reversed"] as const;
export type PaymentState = (typeof paymentStates)[number];

/** What settles a statement: a payment, a statement below zero, or what is given up of it. */
export const settlementKinds = ["payment", "statement", "write_off"] as const;
export type SettlementKind = (typeof settlementKinds)[number];

/** What is done when a statement is not paid, in this order. */
export const dunningSteps = ["remind", "warn", "suspend"] as const;
export type DunningStep = (typeof dunningSteps)[number];

/** The running period is a draft. */
export const statementStates = ["draft", "issued", "paid", "void"] as const;
export type StatementState = (typeof statementStates)[number];

/** `withdrawn`: the window's figures changed again, so that there is nothing to take back. */
export const adjustmentStates = ["proposed", "confirmed", "rejected", "withdrawn"] as const;
export type AdjustmentState = (typeof adjustmentStates)[number];
/** What finance decides about what is proposed. */
export const adjustmentDecisions = ["confirmed", "rejected"] as const satisfies readonly AdjustmentState[];
export type AdjustmentDecision = (typeof adjustmentDecisions)[number];

/** Where an issued statement stands, as lists filter by it. */
export const listedStates = ["open", "overdue", "paid"] as const;
export type ListedState = (typeof listedStates)[number];

/** Where an issued statement stands: `overdue` is one that was not paid when it was due. */
export const listedState = (of: { state: StatementState; dueAt: Date | null }, now: Date): ListedState =>
  of.state === "paid" ? "paid" : of.dueAt !== null && of.dueAt < now ? "overdue" : "open";

/** How a customer is taxed. */
export const taxTreatments = ["standard", "reverse_charge", "exempt", "outside_scope"] as const;
export type TaxTreatment = (typeof taxTreatments)[number];

/**
 * Categories of EN 16931 (UNCL 5305): standard rate, zero rate, exempt, reverse charge, outside the scope of the tax.
 */
export const taxCategories = ["S", "Z", "E", "AE", "O"] as const;
export type TaxCategory = (typeof taxCategories)[number];
/** What a document must say in words: why no tax is charged of what would bear it. */
const explainedCategories = ["E", "AE"] as const satisfies readonly TaxCategory[];
export const isExplained = (category: TaxCategory): boolean =>
  explainedCategories.some((explained) => explained === category);
