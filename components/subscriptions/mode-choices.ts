import { type BillingMode, billingModes } from "@/server/billing/states";
import { modeWords } from "./subscription-words";

const modeDetails: Record<BillingMode, string> = {
  limit: "What lies above the limit is billed at the over-rate.",
  offset: "Each cloud's use is compared with its reference share, window by window. The limit raises events alone.",
};
/** How a subscription can bill, to choose from. */
export const modeChoices = billingModes.map((value) => ({
  value,
  label: modeWords[value],
  detail: modeDetails[value],
}));
