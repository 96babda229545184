import type { CustomerInformation } from "@/server/configuration/rules";
import type { CustomerState } from "@/server/configuration/states";

type Given = {
  customer: { state: CustomerState };
  information: CustomerInformation;
  billing: unknown;
  contacts: { kind: "main" | "billing" | "technical" }[];
};

/**
 * The sentence of a company's page: what is given, and what machines still wait for. No machine waits for billing
 * information.
 */
export function companyFinding({ customer, information, billing, contacts }: Given): string {
  if (customer.state === "closed") return "Closed: its people can read and change nothing, and no use counts any more.";
  if (customer.state === "suspended")
    return "Suspended: its people can read and change nothing; use that its programs send still counts.";
  const lacking = (parts: [given: boolean, name: string][]) => parts.flatMap(([given, name]) => (given ? [] : [name]));
  const serving = lacking([
    [information.contact, "a contact"],
    [information.identifier, "a confirmed account identifier"],
    [information.creditLimit, "a credit limit"],
  ]);
  if (!information.any) return `No machine is configured until one of these is given: ${list(serving, "or")}.`;
  const has = (kind: string) => contacts.some((contact) => contact.kind === kind);
  const missing = [
    ...serving,
    ...(information.contact
      ? lacking([
          [has("main"), "a main contact"],
          [has("billing"), "a billing contact"],
          [has("technical"), "a technical contact"],
        ])
      : []),
    ...lacking([[Boolean(billing), "billing information"]]),
  ];
  return missing.length === 0
    ? "All information is given."
    : `Machines can be configured. Not given yet: ${list(missing, "and")}.`;
}

const list = (parts: string[], word: "and" | "or") =>
  parts.length === 1 ? parts[0] : `${parts.slice(0, -1).join(", ")} ${word} ${parts.at(-1)}`;
