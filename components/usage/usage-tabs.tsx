import { Tabs } from "@/components/ui/tabs";

/** The views of use: charts, the records that they are made of, whose count, corrections, conflicts, imported files. */
export function UsageTabs({ on }: { on: "use" | "records" | "authorities" | "corrections" | "conflicts" | "imports" }) {
  return (
    <Tabs
      label="Usage"
      items={[
        { label: "Use", href: "/admin/usage", on: on === "use" },
        { label: "Records", href: "/admin/usage/records", on: on === "records" },
        { label: "Sources", href: "/admin/usage/authorities", on: on === "authorities" },
        { label: "Corrections", href: "/admin/usage/corrections", on: on === "corrections" },
        { label: "Conflicts", href: "/admin/usage/conflicts", on: on === "conflicts" },
        { label: "Imports", href: "/admin/usage/imports", on: on === "imports" },
      ]}
    />
  );
}
