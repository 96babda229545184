import { Tabs } from "@/components/ui/tabs";

/** The three views of the host clouds. */
export function CloudTabs({ on }: { on: "clouds" | "inventory" | "exchanges" }) {
  return (
    <Tabs
      label="Clouds and inventory"
      items={[
        { label: "Clouds", href: "/admin/clouds", on: on === "clouds" },
        { label: "Inventory", href: "/admin/clouds/inventory", on: on === "inventory" },
        { label: "Exchanges", href: "/admin/clouds/exchanges", on: on === "exchanges" },
      ]}
    />
  );
}
