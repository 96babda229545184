import type { BankEntryKind, BankEntryState } from "@/server/bank/states";

/** Whose a part of an entry is, which statement it pays first ('': what is due first), and how much of it. */
export type MatchedPart = { customerId: string; customerName: string; statementId: string; amount: string };

/** An entry as its acts need it; amounts are plain decimals. */
export type ActedEntry = {
  id: string;
  state: BankEntryState;
  kind: BankEntryKind;
  currency: string;
  amount: string;
  /** "€119.00 of Hansen Bakery" */
  title: string;
  remittance: string;
  /** Why this is proposed. */
  reason: string;
  parts: MatchedPart[];
};
