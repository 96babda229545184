import { Tabs } from "@/components/ui/tabs";

/** What was billed, and what came in. */
export function StatementTabs({ on }: { on: "statements" | "payments" }) {
  return (
    <Tabs
      label="Statements"
      items={[
        { label: "Statements", href: "/admin/statements", on: on === "statements" },
        { label: "Payments", href: "/admin/statements/payments", on: on === "payments" },
      ]}
    />
  );
}
