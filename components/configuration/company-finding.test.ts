import { expect, test } from "vitest";
import { companyFinding } from "./company-finding";

const nothing = { contact: false, identifier: false, creditLimit: false, any: false };

test("one of three is enough for machines; billing information is none of them", () => {
  expect(companyFinding({ information: nothing, billing: null, contacts: [] })).toBe(
    "No machine is configured until one of these is given: a contact, a confirmed account identifier or a credit limit.",
  );
});

test("everything is given only with every contact and the billing information", () => {
  const information = { contact: true, identifier: true, creditLimit: true, any: true };
  expect(companyFinding({ information, billing: null, contacts: [{ kind: "main" }] })).toBe(
    "Machines can be configured. Not given yet: a billing contact, a technical contact and billing information.",
  );
  const contacts = (["main", "billing", "technical"] as const).map((kind) => ({ kind }));
  expect(companyFinding({ information, billing: {}, contacts })).toBe("All information is given.");
});
