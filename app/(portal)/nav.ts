import type { NavGroup } from "@/components/frame/frame-types";

/** The portal's navigation, with the counts of what needs a person of the company. */
export function portalNav(counts: { machines: number; overflows: number }): NavGroup[] {
  return [
    {
      items: [
        { href: "/overview", icon: "dashboard", label: "Overview", exact: true },
        { href: "/machines", icon: "server", label: "Machines", ...waiting(counts.machines) },
        { href: "/install", icon: "download", label: "Install" },
        { href: "/usage", icon: "chart", label: "Usage" },
        { href: "/billing", icon: "receipt", label: "Billing", ...waiting(counts.overflows) },
      ],
    },
    {
      label: "Your company",
      items: [
        { href: "/company", icon: "building", label: "Company" },
        { href: "/team", icon: "users", label: "Team" },
        { href: "/settings", icon: "settings", label: "Settings" },
      ],
    },
  ];
}

/** A red count where there is something to do; none for zero. */
const waiting = (count: number) => (count > 0 ? { count, tone: "over" as const } : {});
