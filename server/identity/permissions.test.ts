import { describe, expect, test } from "vitest";
import type { Actor, ApiScope, MemberRole, StaffRole } from "../context";
import { DomainError } from "../errors";
import { actions, authorize, authorizeScopes, isRead, may } from "./permissions";
import { apiScopes } from "./scopes";

const staff = (role: StaffRole): Actor => ({ kind: "staff", id: "user_s", label: "s", role });
const member = (role: MemberRole): Actor => ({
  kind: "customer",
  id: "user_m",
  label: "m",
  role,
  customerId: "cust_a",
});
const key = (customerId: string | null): Actor => ({
  kind: "key",
  id: "key_1",
  label: "k",
  scopes: ["usage:write"],
  customerId,
});

describe("the table of permissions", () => {
  test("support only looks", () => {
    expect(actions.filter((action) => may(staff("support"), action) && !isRead(action))).toEqual(["customer.view"]);
  });

  test("a provider's owner may do everything but what only programs do", () => {
    expect(actions.filter((action) => !may(staff("owner"), action))).toEqual([]);
  });

  test("money is decided by owner and finance alone", () => {
    for (const role of ["operator", "support"] as const) expect(may(staff(role), "credit_limit.decide")).toBe(false);
    for (const role of ["owner", "finance"] as const) expect(may(staff(role), "credit_limit.decide")).toBe(true);
  });

  test("no member does what is the provider's", () => {
    for (const action of [
      "console.read",
      "customers.read",
      "credit_limit.decide",
      "clouds.read",
      "staff.change",
    ] as const)
      expect(may(member("owner"), action, "cust_a")).toBe(false);
  });

  test("a member, and a customer's key, have no rights on another customer, and are not told that it exists", () => {
    for (const action of actions) {
      expect(may(member("owner"), action, "cust_b")).toBe(false);
      expect(may(key("cust_a"), action, "cust_b")).toBe(false);
      expect(may(key("cust_a"), action)).toBe(false);
    }
    expect(may(key(null), "usage.write", "cust_b")).toBe(true);
    expect(may(key("cust_a"), "usage.write", "cust_a")).toBe(true);
    expect(codeOf(() => authorize(member("owner"), "machines.read", "cust_b"))).toBe("not_found");
    expect(codeOf(() => authorize(member("billing"), "links.change", "cust_a"))).toBe("forbidden");
    expect(codeOf(() => authorize(key("cust_a"), "usage.read", "cust_a"))).toBe("forbidden");
  });

  test("of a suspended company people only look, and programs look and tell use; of a closed one both only look", () => {
    for (const customerState of ["suspended", "closed"] as const) {
      const owner: Actor = { ...member("owner"), customerState } as Actor;
      const allowed = actions.filter((action) => may(owner, action, "cust_a"));
      expect(allowed).toEqual(actions.filter((action) => may(member("owner"), action, "cust_a") && isRead(action)));
      expect(() => authorize(owner, "links.change", "cust_a")).toThrow(`The company is ${customerState} here`);
      const program = { ...key("cust_a"), customerState } as Actor;
      expect(may(program, "usage.write", "cust_a")).toBe(customerState === "suspended");
    }
  });

  test("nobody gives a key more than they may do themselves", () => {
    const refused = (actor: Actor, scopes: ApiScope[], customerId: string | null) =>
      codeOf(() => authorizeScopes(actor, scopes, customerId));
    expect(refused(member("technical"), ["provisioning:write", "usage:write"], "cust_a")).toBeUndefined();
    expect(refused(member("technical"), ["access:write"], "cust_a")).toBe("forbidden");
    expect(refused(member("technical"), ["billing:write"], "cust_a")).toBe("forbidden");
    expect(refused(member("owner"), ["access:write", "billing:write"], "cust_a")).toBeUndefined();
    expect(refused(staff("operator"), ["billing:write"], null)).toBe("forbidden");
    expect(refused(staff("owner"), ["billing:write", "access:write"], null)).toBeUndefined();
    expect(refused(key("cust_a"), ["usage:write"], "cust_a")).toBeUndefined();
    expect(refused(key("cust_a"), ["usage:write", "usage:read"], "cust_a")).toBe("forbidden");
  });

  test("a company's key does nothing that only the provider's staff may, whatever its scopes", () => {
    const own = { ...key("cust_a"), scopes: [...apiScopes] } as Actor;
    const allowed = actions.filter((action) => may(own, action, "cust_a") && !may(member("owner"), action, "cust_a"));
    expect(allowed).toEqual(["customers.read", "usage.write"]);
  });

  test("machines and links have no rights here", () => {
    for (const kind of ["machine", "link"] as const)
      for (const action of actions)
        expect(may({ kind, id: "x", label: "x", customerId: "cust_a" }, action)).toBe(false);
  });
});

function codeOf(action: () => void): string | undefined {
  try {
    action();
  } catch (error) {
    return error instanceof DomainError ? error.code : "unknown";
  }
}
