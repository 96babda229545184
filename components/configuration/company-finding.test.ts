import { expect, test } from "vitest";
import { companyFinding } from "./company-finding";

const nothing = { contact: false, identifier: false, creditLimit: false, any: false };
const customer = { state: "active" } as const;

test("one of three is enough for machines; billing information is none of them", () => {
  expect(companyFinding({ customer, information: nothing, billing: null, contacts: [] })).toBe(
    "No machine is configured until one of these is given: a contact, a confirmed account identifier or a credit limit.",
  );
});

test("everything is given only with every contact and the billing information", () => {
  const information = { contact: true, identifier: true, creditLimit: true, any: true };
  expect(companyFinding({ customer, information, billing: null, contacts: [{ kind: "main" }] })).toBe(
    "Machines can be configured. Not given yet: a billing contact, a technical contact and billing information.",
  );
  const contacts = (["main", "billing", "technical"] as const).map((kind) => ({ kind }));
  expect(companyFinding({ customer, information, billing: {}, contacts })).toBe("All information is given.");
});

test("a suspended or closed company is not asked for information", () => {
  const given = { information: nothing, billing: null, contacts: [] };
  expect(companyFinding({ ...given, customer: { state: "suspended" } })).toMatch(/^Suspended: /);
  expect(companyFinding({ ...given, customer: { state: "closed" } })).toMatch(/^Closed: /);
});
