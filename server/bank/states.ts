// The states of bank files and their entries (docs/rules.md 7.12). Imports nothing.

export const bankFormats = ["camt.053", "csv"] as const;
export type BankFormat = (typeof bankFormats)[number];

/** Money that came in, and money that the bank took back. */
export const bankEntryKinds = ["credit", "return"] as const;
export type BankEntryKind = (typeof bankEntryKinds)[number];

/** An entry waits for a person: it is confirmed as payments, or ignored with a reason. */
export const bankEntryStates = ["waiting", "confirmed", "ignored"] as const;
export type BankEntryState = (typeof bankEntryStates)[number];

/** How sure a proposal is. `exact`: it names statements, and pays what is open of them to the last minor unit. */
export const matchConfidences = ["exact", "likely", "possible", "none"] as const;
export type MatchConfidence = (typeof matchConfidences)[number];

/** How a bank writes days in a CSV file. */
export const dayForms = ["dmy", "mdy", "ymd"] as const;
export type DayForm = (typeof dayForms)[number];
