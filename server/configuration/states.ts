// The states of customers, of what they ask for, and of a service's configuration. Imports nothing.

export const customerStates = ["invited", "applied", "active", "suspended", "closed"] as const;
export type CustomerState = (typeof customerStates)[number];

const customerSetsOf = {
  /** Served: machines are taken in, services configured, licenses granted. */
  served: ["invited", "active"],
  /** Service has ended: its data can be read, and nothing is changed. */
  serviceEnded: ["suspended", "closed"],
} satisfies Record<string, CustomerState[]>;

export type CustomerSet = keyof typeof customerSetsOf;
export const customerSets: Readonly<Record<CustomerSet, readonly CustomerState[]>> = customerSetsOf;
export const customerIs = (set: CustomerSet, state: CustomerState): boolean => customerSets[set].includes(state);

/** The states that a new customer may begin in. */
export type ServedState = (typeof customerSetsOf)["served"][number];

/** The state of a customer whose service has ended, as the actors of its people and programs carry it. */
export type EndedService = (typeof customerSetsOf)["serviceEnded"][number];
export const endedService = (state: CustomerState | null): EndedService | undefined =>
  customerSetsOf.serviceEnded.find((ended) => ended === state);

/** What staff may do to a customer: from which states, to which, and how the audit log names it. */
export const customerChanges = {
  suspend: { from: ["invited", "applied", "active"], to: "suspended", audited: "customer.suspended" },
  resume: { from: ["suspended"], to: "active", audited: "customer.resumed" },
  close: { from: ["invited", "applied", "active", "suspended"], to: "closed", audited: "customer.closed" },
} as const satisfies Record<string, { from: readonly CustomerState[]; to: CustomerState; audited: string }>;
export type CustomerChange = keyof typeof customerChanges;

/** What staff may decide about a request for a credit limit. */
export const creditLimitDecisions = ["approved", "declined"] as const;
export type CreditLimitDecision = (typeof creditLimitDecisions)[number];

/** A request is open until it is decided, or withdrawn by a later one. */
export const creditLimitRequestStates = ["requested", ...creditLimitDecisions, "withdrawn"] as const;
export type CreditLimitRequestState = (typeof creditLimitRequestStates)[number];

/** Whether one of a customer's requests waits for a decision. */
export const creditLimitWaits = (requests: readonly { state: CreditLimitRequestState }[]): boolean =>
  requests.some(({ state }) => state === "requested");

/** A service waits for the customer's information, then it is configured for the machine. */
export const serviceConfigurationStates = ["waiting", "configured"] as const;
export type ServiceConfigurationState = (typeof serviceConfigurationStates)[number];
