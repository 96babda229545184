import { formatCounted } from "@/components/ui/format";
import { Tabs } from "@/components/ui/tabs";
import type { Counted } from "@/server/pagination";

/** The running month, the statements of those before, and the events that they came from. */
export function BillingTabs({ on, events }: { on: "month" | "statements" | "events"; events: Counted }) {
  return (
    <Tabs
      label="Billing"
      items={[
        { label: "Running month", href: "/billing", on: on === "month" },
        { label: "Statements", href: "/billing/statements", on: on === "statements" },
        { label: "Billing events", href: "/billing/events", on: on === "events", count: formatCounted(events) },
      ]}
    />
  );
}
