import * as adjustments from "../v1/adjustments/contract";
import * as apiKeys from "../v1/api-keys/contract";
import * as bank from "../v1/bank-entries/contract";
import * as billingEvents from "../v1/billing-events/contract";
import * as catalogue from "../v1/catalogue/contract";
import * as charges from "../v1/charges/contract";
import * as costExports from "../v1/cost-exports/contract";
import * as creditLimitRequests from "../v1/credit-limit-requests/contract";
import * as members from "../v1/customers/[id]/members/contract";
import * as customers from "../v1/customers/contract";
import * as allowance from "../v1/entitlements/check/allowance";
import * as entitlements from "../v1/entitlements/check/contract";
import * as journal from "../v1/journal/contract";
import * as licenses from "../v1/licenses/contract";
import * as limits from "../v1/limits/contract";
import * as links from "../v1/links/contract";
import * as machines from "../v1/machines/contract";
import { type Operation, type Tag, tags } from "../v1/operation";
import * as overflows from "../v1/overflows/contract";
import * as payments from "../v1/payments/contract";
import * as plans from "../v1/plans/contract";
import * as setAsideUsage from "../v1/set-aside-usage/contract";
import * as statements from "../v1/statements/contract";
import * as taxRates from "../v1/tax-rates/contract";
import * as unassignedUsage from "../v1/unassigned-usage/contract";
import * as usage from "../v1/usage/contract";
import * as usageAuthorities from "../v1/usage-authorities/contract";
import * as usageBatches from "../v1/usage-batches/contract";
import * as usageConflicts from "../v1/usage-conflicts/contract";
import * as usageCorrections from "../v1/usage-corrections/contract";
import * as usageImports from "../v1/usage-imports/contract";
import * as usageMappings from "../v1/usage-mappings/contract";
import * as storedUsage from "../v1/usage-records/contract";
import * as usageReservations from "../v1/usage-reservations/contract";

const contracts: object[] = [
  unassignedUsage,
  setAsideUsage,
  usageAuthorities,
  usageConflicts,
  usageCorrections,
  usageImports,
  usageMappings,
  usageBatches,
  storedUsage,
  customers,
  creditLimitRequests,
  members,
  apiKeys,
  links,
  machines,
  licenses,
  entitlements,
  limits,
  allowance,
  usageReservations,
  billingEvents,
  adjustments,
  charges,
  statements,
  taxRates,
  payments,
  journal,
  costExports,
  bank,
  overflows,
  catalogue,
  plans,
];

const isOperation = (one: unknown): one is Operation => typeof one === "object" && one !== null && "answers" in one;

const order = Object.keys(tags) as Tag[];
const methods = ["get", "post", "put", "patch", "delete"] satisfies Operation["method"][];

/** Every operation of /api/v1, as the contracts of its routes describe them, by tag, address and method. */
export const operations: Operation[] = [...usage.usageOperations, ...contracts.flatMap(Object.values)]
  .filter(isOperation)
  .sort(
    (a, b) =>
      order.indexOf(a.tag) - order.indexOf(b.tag) ||
      a.path.localeCompare(b.path, "en") ||
      methods.indexOf(a.method) - methods.indexOf(b.method),
  );
