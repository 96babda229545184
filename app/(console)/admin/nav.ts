import type { NavGroup } from "@/components/frame/frame-types";

type Counts = Record<
  "machines" | "overflows" | "creditLimits" | "notices" | "setAside" | "conflicts" | "bankEntries",
  number
>;

/** The console's navigation, with the counts of what needs staff. */
export function consoleNav(counts: Counts): NavGroup[] {
  return [
    {
      items: [
        { href: "/admin", icon: "dashboard", label: "Overview", exact: true },
        { href: "/admin/customers", icon: "building", label: "Customers", ...waiting(counts.creditLimits) },
        { href: "/admin/catalogue", icon: "package", label: "Catalogue" },
        { href: "/admin/licenses", icon: "license", label: "Licenses" },
      ],
    },
    {
      label: "Running",
      items: [
        { href: "/admin/machines", icon: "server", label: "Machines", ...waiting(counts.machines) },
        { href: "/admin/links", icon: "link", label: "Links" },
        { href: "/admin/clouds", icon: "cloud", label: "Clouds" },
      ],
    },
    {
      label: "Usage and billing",
      items: [
        { href: "/admin/usage", icon: "chart", label: "Usage", ...waiting(counts.setAside + counts.conflicts) },
        { href: "/admin/billing-events", icon: "waves", label: "Billing events", ...waiting(counts.overflows) },
        { href: "/admin/money", icon: "card", label: "Money" },
        { href: "/admin/statements", icon: "receipt", label: "Statements", ...waiting(counts.bankEntries) },
      ],
    },
    {
      label: "Installation",
      items: [
        { href: "/admin/notices", icon: "send", label: "Notices", ...waiting(counts.notices) },
        { href: "/admin/operations", icon: "activity", label: "Operations" },
        { href: "/admin/audit", icon: "scroll", label: "Audit" },
        { href: "/admin/staff", icon: "users", label: "Staff" },
        { href: "/admin/settings", icon: "settings", label: "Settings" },
      ],
    },
  ];
}

/** A red count where there is something to do; none for zero. */
const waiting = (count: number) => (count > 0 ? { count, tone: "over" as const } : {});
