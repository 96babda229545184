import { brokenConstraint } from "../broken-constraint";
import { billedOtherwise, otherPeriod } from "./fit-subscription";

/** What the database's own refusal of a limit means, where two came at once; any other error as it is. */
export function refusedLimit(error: unknown, meter: string): unknown {
  switch (brokenConstraint(error)) {
    case "subscription_parameters_one_period":
      return otherPeriod(meter);
    case "subscription_parameters_one_mode":
      return billedOtherwise(meter);
    default:
      return error;
  }
}
