import { Tabs } from "@/components/ui/tabs";

/** What was billed, what came in, and what bookkeeping gets of both. */
export function StatementTabs({ on }: { on: "statements" | "payments" | "journal" }) {
  return (
    <Tabs
      label="Statements"
      items={[
        { label: "Statements", href: "/admin/statements", on: on === "statements" },
        { label: "Payments", href: "/admin/statements/payments", on: on === "payments" },
        { label: "Journal", href: "/admin/statements/journal", on: on === "journal" },
      ]}
    />
  );
}
