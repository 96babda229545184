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

/** What a version of a plan charges besides use above limits (docs/rules.md 7.19). */
export const componentKinds = ["recurring", "one_off", "minimum", "percentage"] as const;
const monthlyKinds = ["minimum", "percentage"] as const satisfies readonly (typeof componentKinds)[number][];
/** Whether a charge is worked out month by month from other amounts. */
export const isMonthlyKind = (kind: (typeof componentKinds)[number]): boolean =>
  monthlyKinds.some((one) => one === kind);
/** What a fee of a statement is: a charge of a plan's version, or a discount on them. */
export const feeKinds = [...componentKinds, "discount"] as const;
export type FeeKind = (typeof feeKinds)[number];

/** When a recurring charge is billed: before its period or after it. */
export const feeTimings = ["arrears", "advance"] as const;
/** Whether its periods begin with those of the calendar or with the subscription. */
export const feeCycles = ["calendar", "anniversary"] as const;
export type FeeCycle = (typeof feeCycles)[number];
/** How many months its period has. */
export const feeMonths = [1, 3, 12] as const;
/** What a percentage is taken of, month by month. */
export const percentageBases = ["fees", "use", "all"] as const;

/** A discount takes a part of a month's recurring charges off, or an amount. */
export const discountKinds = ["percent", "amount"] as const;
export type DiscountKind = (typeof discountKinds)[number];
