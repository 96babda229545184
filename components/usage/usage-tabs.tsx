import { Tabs } from "@/components/ui/tabs";

type Tab = "use" | "records" | "authorities" | "corrections" | "conflicts" | "imports";

/**
 * The views of use: charts, the records that they are made of, whose count, corrections, conflicts, imported files.
 * `waiting`: conflicts that nobody has decided, where the navigation's count leads to.
 */
export function UsageTabs({ on, waiting }: { on: Tab; waiting?: number }) {
  return (
    <Tabs
      label="Usage"
      items={[
        { label: "Use", href: "/admin/usage", on: on === "use" },
        { label: "Records", href: "/admin/usage/records", on: on === "records" },
        { label: "Sources", href: "/admin/usage/authorities", on: on === "authorities" },
        { label: "Corrections", href: "/admin/usage/corrections", on: on === "corrections" },
        {
          ...{ label: "Conflicts", href: "/admin/usage/conflicts", on: on === "conflicts" },
          ...(waiting ? { count: waiting } : {}),
        },
        { label: "Imports", href: "/admin/usage/imports", on: on === "imports" },
      ]}
    />
  );
}
