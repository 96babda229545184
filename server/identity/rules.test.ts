import { expect, test } from "vitest";
import { emailInput } from "../configuration/input";
import { addStaffInput } from "./input";
import { homeOf, leavesNoOwner, trustedDomainsOf, verifiedEmailOf } from "./rules";

test("only an address that the provider verified is believed", () => {
  expect(verifiedEmailOf({ email: " Ada@Example.com ", email_verified: true })).toBe("ada@example.com");
  expect(verifiedEmailOf({ email: "ada@example.com", email_verified: "true" })).toBe("ada@example.com");
  for (const email_verified of [false, undefined, "false", 1, null])
    expect(verifiedEmailOf({ email: "ada@example.com", email_verified })).toBeNull();
  expect(verifiedEmailOf({ email_verified: true })).toBeNull();
});

test("a provider that says nothing of verification is believed for the domains it is trusted with, and no others", () => {
  const trusted = trustedDomainsOf(" Example.com, example.org ");
  expect(trusted).toEqual(["example.com", "example.org"]);
  expect(verifiedEmailOf({ email: "Ada@EXAMPLE.com" }, trusted)).toBe("ada@example.com");
  for (const email of [
    "ada@other.com",
    "ada@sub.example.com",
    "ada@notexample.com",
    "ada@evil.org@example.com",
    "@example.com",
    "example.com",
    "ada@",
    "",
  ])
    expect(verifiedEmailOf({ email }, trusted)).toBeNull();
  // It says that it did not verify this one: no setting overrules that.
  for (const email_verified of [false, "false", 0])
    expect(verifiedEmailOf({ email: "ada@example.com", email_verified }, trusted)).toBeNull();
  expect(trustedDomainsOf(undefined)).toEqual([]);
});

test("the last owner stays", () => {
  expect(leavesNoOwner(["a"], "a", null)).toBe(true);
  expect(leavesNoOwner(["a"], "a", "finance")).toBe(true);
  expect(leavesNoOwner(["a"], "a", "owner")).toBe(false);
  expect(leavesNoOwner(["a", "b"], "a", null)).toBe(false);
});

test("staff land in the console, members in the portal, others where they are told what to do", () => {
  expect(homeOf({ staffRole: "support", memberships: [1] })).toBe("/admin");
  expect(homeOf({ staffRole: null, memberships: [1] })).toBe("/overview");
  expect(homeOf({ staffRole: null, memberships: [] })).toBe("/no-company");
});

test("addresses are kept in one form; names stand on one line, whatever else they hold", () => {
  expect(emailInput.parse("  ADA@Example.com ")).toBe("ada@example.com");
  expect(emailInput.safeParse("ada\n@example.com").success).toBe(false);
  const name = (text: string) => addStaffInput.safeParse({ email: "a@b.example", role: "owner", name: text }).success;
  expect(name('O\'Neil "$(id)" 🌊')).toBe(true);
  expect(name("two\nlines")).toBe(false);
});
