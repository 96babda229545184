import { policyWords } from "./subscription-words";

const policyDetails = {
  off: "No machine is started.",
  ask: "Without an answer in time no machine is started.",
  automatic: "Within the credit limit.",
};
/** What can happen above a limit, to choose from. */
export const policyChoices = (["off", "ask", "automatic"] as const).map((value) => ({
  value,
  label: policyWords[value],
  detail: policyDetails[value],
}));
