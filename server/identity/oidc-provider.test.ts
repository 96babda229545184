import { expect, test } from "vitest";
import { profileOf } from "./oidc-provider";

const claims = { iss: "https://id.example", sub: "ada" };

test("the userinfo answer adds to the ID token only what is about the same subject", () => {
  const answer = { sub: "ada", email: "ada@example.com", email_verified: true };
  expect(profileOf(claims, answer)).toEqual({ ...answer, ...claims });
  expect(() => profileOf(claims, { ...answer, sub: "mallory" })).toThrow("subject");
  expect(() => profileOf(claims, { email: "ada@example.com" })).toThrow("subject");
  expect(() => profileOf(undefined, answer)).toThrow("subject");
  expect(() => profileOf({ ...claims, sub: "" }, { ...answer, sub: "" })).toThrow("subject");
});
