import { describe, expect, it } from "vitest";
import { activeItem } from "./active-item";

const groups = [
  {
    items: [
      { href: "/admin", icon: "dashboard", label: "Overview", exact: true },
      { href: "/admin/customers", icon: "building", label: "Customers" },
      { href: "/admin/customers/invitations", icon: "mail", label: "Invitations" },
    ],
  },
] as const;
const find = (path: string) =>
  activeItem(
    groups.map((g) => ({ items: [...g.items] })),
    path,
  )?.label;

describe("active item of the navigation", () => {
  it("takes the longest item that the path starts with", () => {
    expect(find("/admin")).toBe("Overview");
    expect(find("/admin/customers/cust_1")).toBe("Customers");
    expect(find("/admin/customers/invitations")).toBe("Invitations");
  });
  it("takes none for a path that only looks alike", () => {
    expect(find("/admin/customersandmore")).toBeUndefined();
    expect(find("/admin/audit")).toBeUndefined();
  });
});
