import type { CustomerInformation } from "@/server/configuration/rules";

/** The sentence of a company's page: what is given, and what machines still wait for. */
export function companyFinding(profile: {
  information: CustomerInformation;
  billing: unknown;
  waitingMachines: number;
}): string {
  const { information, billing } = profile;
  const missing = [
    information.contact ? null : "a contact",
    information.identifier ? null : "a confirmed account identifier",
    information.creditLimit ? null : "a credit limit",
    billing ? null : "billing information",
  ].filter((part) => part !== null);
  if (missing.length === 0) return "Everything is given.";
  const list = missing.length === 1 ? missing[0] : `${missing.slice(0, -1).join(", ")} and ${missing.at(-1)}`;
  return information.any
    ? `Machines are served. Not given yet: ${list}.`
    : `No machine is configured before one of these is given: ${list}.`;
}
