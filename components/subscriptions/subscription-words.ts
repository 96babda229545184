import type { BillingMode, OverflowPolicy } from "@/server/billing/states";

/** The periods and policies of a limit, as people read them. */
export const periodWords = { "15min": "15 minutes", hour: "Hour", day: "Day", week: "Week", month: "Month" };
export const policyWords: Record<OverflowPolicy, string> = {
  off: "Bill and warn",
  restrict: "Refuse",
  ask: "Ask the customer",
  automatic: "Start a machine",
};
export const modeWords: Record<BillingMode, string> = { limit: "Above the limit", offset: "Clouds' offsets" };
