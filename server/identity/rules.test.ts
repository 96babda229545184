import { expect, test } from "vitest";
import { emailInput } from "../configuration/input";
import { addStaffInput } from "./input";
import { homeOf, leavesNoOwner, verifiedEmailOf } from "./rules";

test("only an address that the provider verified is believed", () => {
  expect(verifiedEmailOf({ email: " Ada@Example.com ", email_verified: true })).toBe("ada@example.com");
  expect(verifiedEmailOf({ email: "ada@example.com", email_verified: "true" })).toBe("ada@example.com");
  for (const email_verified of [false, undefined, "false", 1, null])
    expect(verifiedEmailOf({ email: "ada@example.com", email_verified })).toBeNull();
  expect(verifiedEmailOf({ email_verified: true })).toBeNull();
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
