import { formatCounted } from "@/components/ui/format";
import { Tabs } from "@/components/ui/tabs";
import type { Counted } from "@/server/pagination";

/** The running month and the events it came from. */
export function BillingTabs({ on, events }: { on: "month" | "events"; events: Counted }) {
  return (
    <Tabs
      label="Billing"
      items={[
        { label: "Running month", href: "/billing", on: on === "month" },
        { label: "Billing events", href: "/billing/events", on: on === "events", count: formatCounted(events) },
      ]}
    />
  );
}
