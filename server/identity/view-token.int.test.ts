import { afterAll, beforeAll, expect, test } from "vitest";
import { makeTestDatabase } from "@/db/testing";
import { inProvider, newRequest } from "../context";
import { makeCustomer } from "../setup/testing/portal";
import { viewAsCustomer } from "./view-as-customer";
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

test("what opens a view comes with its line in the audit log, each time", async () => {
  const customerId = await makeCustomer();
  const staff = { kind: "staff", id: "user_1", label: "Sam", role: "support" } as const;
  const start = () => inProvider(newRequest(staff, now), (ctx) => viewAsCustomer(ctx, { customerId }));
  for (let time = 1; time <= 2; time++) {
    expect(viewedCustomer((await start()).token, staff.id, now)).toBe(customerId);
    const lines = await t.db.providerSql`select actor_id, customer_id from audit_entries
      where action = 'customer.viewed' and subject_id = ${customerId}`;
    expect(lines).toEqual(Array(time).fill({ actor_id: staff.id, customer_id: customerId }));
  }
  const unknown = inProvider(newRequest(staff, now), (ctx) => viewAsCustomer(ctx, { customerId: "cust_none" }));
  await expect(unknown).rejects.toMatchObject({ code: "not_found" });
});
