import { Tabs } from "@/components/ui/tabs";

/** What was billed, what came in, what bookkeeping gets of both, and the taxes. */
export function StatementTabs({ on }: { on: "statements" | "payments" | "journal" | "taxes" }) {
  return (
    <Tabs
      label="Statements"
      items={[
        { label: "Statements", href: "/admin/statements", on: on === "statements" },
        { label: "Payments", href: "/admin/statements/payments", on: on === "payments" },
        { label: "Journal", href: "/admin/statements/journal", on: on === "journal" },
        { label: "Taxes", href: "/admin/statements/taxes", on: on === "taxes" },
      ]}
    />
  );
}
