import type { BillingFacts } from "@/server/provider/queries";

/** The provider as the settings page shows it. */
export type Provider = {
  name: string | null;
  address: string | null;
  color: string | null;
  sender: string | null;
  currency: string;
  logo: { id: string; width: number; height: number } | null;
  /** The currency is fixed. */
  moneyExists: boolean;
  paymentDays: number;
  remindDays: number | null;
  warnDays: number | null;
  suspendDays: number | null;
} & BillingFacts;

/** A color as it is typed, when it is whole. */
export const wholeColor = (text: string): string | null =>
  /^#?([0-9a-f]{3}|[0-9a-f]{6})$/i.test(text.trim()) ? text.trim() : null;
