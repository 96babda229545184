import { Tabs } from "@/components/ui/tabs";

/** What was billed, what came in, what the bank states, what bookkeeping gets of both, and the taxes. */
export function StatementTabs({ on }: { on: "statements" | "payments" | "bank" | "journal" | "taxes" }) {
  return (
    <Tabs
      label="Statements"
      items={[
        { label: "Statements", href: "/admin/statements", on: on === "statements" },
        { label: "Payments", href: "/admin/statements/payments", on: on === "payments" },
        { label: "Bank", href: "/admin/statements/bank", on: on === "bank" },
        { label: "Journal", href: "/admin/statements/journal", on: on === "journal" },
        { label: "Taxes", href: "/admin/statements/taxes", on: on === "taxes" },
      ]}
    />
  );
}
