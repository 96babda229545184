import { Tabs } from "@/components/ui/tabs";

/** The views of use: charts, the records that they are made of, and how staff corrected these. */
export function UsageTabs({ on }: { on: "use" | "records" | "corrections" }) {
  return (
    <Tabs
      label="Usage"
      items={[
        { label: "Use", href: "/admin/usage", on: on === "use" },
        { label: "Records", href: "/admin/usage/records", on: on === "records" },
        { label: "Corrections", href: "/admin/usage/corrections", on: on === "corrections" },
      ]}
    />
  );
}
