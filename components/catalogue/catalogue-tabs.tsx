import { Tabs } from "@/components/ui/tabs";

/** The views of the catalogue. */
export function CatalogueTabs({ on }: { on: "services" | "meters" | "artefacts" }) {
  return (
    <Tabs
      label="Catalogue"
      items={[
        { label: "Services and plans", href: "/admin/catalogue", on: on === "services" },
        { label: "Meters", href: "/admin/catalogue/meters", on: on === "meters" },
        { label: "Artefacts", href: "/admin/catalogue/artefacts", on: on === "artefacts" },
      ]}
    />
  );
}
