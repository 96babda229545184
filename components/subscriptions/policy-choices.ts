import { type OverflowPolicy, overflowPolicies } from "@/server/billing/states";
import { policyWords } from "./subscription-words";

const policyDetails: Record<OverflowPolicy, string> = {
  off: "No machine is started.",
  restrict: "Programs that check first are refused what does not fit. What is used all the same is billed.",
  ask: "Without an answer in time no machine is started.",
  automatic: "Within the credit limit.",
};
/** What can happen above a limit, to choose from. */
export const policyChoices = overflowPolicies.map((value) => ({
  value,
  label: policyWords[value],
  detail: policyDetails[value],
}));
