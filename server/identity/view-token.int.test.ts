import { afterAll, beforeAll, expect, test } from "vitest";
import { makeTestDatabase } from "@/db/testing";
import { viewedCustomer, viewToken } from "./view-token";

// The secret that signs belongs to an installation.
let t: Awaited<ReturnType<typeof makeTestDatabase>>;
beforeAll(async () => {
  t = await makeTestDatabase();
});
afterAll(() => t.drop());

const now = new Date("2026-11-20T10:00:00Z");

test("a view is opened only by the cookie that was given to this person, and for so long", () => {
  const token = viewToken("user_1", "cust_1", now);
  expect(viewedCustomer(token, "user_1", now)).toBe("cust_1");
  expect(viewedCustomer(token, "user_2", now)).toBeNull();
  expect(viewedCustomer(token, undefined, now)).toBeNull();
  expect(viewedCustomer(token.replace("cust_1", "cust_2"), "user_1", now)).toBeNull();
  expect(viewedCustomer(token, "user_1", new Date(now.getTime() + 8 * 3_600_000))).toBeNull();
  for (const made of ["cust_1", "", undefined, "cust_1.9999999999999.x", `${token}x`])
    expect(viewedCustomer(made, "user_1", now)).toBeNull();
});
