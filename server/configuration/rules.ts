import type { CustomerState } from "./states";

/**
 * Why nothing new is given to a customer; undefined where it is. What a closed one has can be ended, and what its last
 * statements need can be set right (docs/rules.md 1.2).
 */
export const closedRefusal = ({ name, state }: { name: string; state: CustomerState }): string | undefined =>
  state === "closed"
    ? `${name} is closed: nothing new is given to it. What it has can be ended, and contacts, billing information, name and terms of limits corrected.`
    : undefined;

/**
 * Which of the customer's informations have arrived. Any one is enough for a service to be configured (docs/rules.md
 * 2).
 */
export type CustomerInformation = { contact: boolean; identifier: boolean; creditLimit: boolean; any: boolean };
/** The name of an information as it is stored with the configuration that it triggered. */
export type InformationKind = "contact" | "identifier" | "credit_limit";

/**
 * What counts: a contact; an identifier that a person confirmed (one that Spillway only proposed does not); a credit
 * limit that was asked for, approved or not, or that staff gave. A request that was withdrawn does not count.
 */
export function informationOf(given: {
  contacts: number;
  identifierConfirmed: boolean;
  creditLimitRequests: number;
  creditLimitMinor: bigint;
}): CustomerInformation {
  const contact = given.contacts > 0;
  const identifier = given.identifierConfirmed;
  const creditLimit = given.creditLimitRequests > 0 || given.creditLimitMinor > 0n;
  return { contact, identifier, creditLimit, any: contact || identifier || creditLimit };
}

/** The information that is recorded as the trigger of a configuration, where several are there already. */
export function firstInformation(information: CustomerInformation): InformationKind | null {
  if (information.contact) return "contact";
  if (information.identifier) return "identifier";
  return information.creditLimit ? "credit_limit" : null;
}

/** An identifier proposed for a company's name: letters and digits of it, in the form that identifiers have. */
export function proposedIdentifier(name: string): string {
  const plain = name
    .normalize("NFKD")
    .replace(/\p{M}/gu, "")
    .replaceAll("ß", "ss")
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, "-")
    .slice(0, 40)
    .replace(/^-+|-+$/g, "");
  return plain.length >= 3 ? plain : `customer-${plain || "new"}`;
}

/** The n-th attempt at an identifier that is taken: northwind, northwind-2, northwind-3. */
export const numberedIdentifier = (identifier: string, n: number): string =>
  n === 1 ? identifier : `${identifier}-${n}`;
