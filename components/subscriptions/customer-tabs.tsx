import { Tabs } from "@/components/ui/tabs";

/** The views of one customer: information and team, subscriptions, what it owes, and its next machine. */
export function CustomerTabs({
  customerId,
  limits,
  on,
}: {
  customerId: string;
  limits: number;
  on: "customer" | "subscriptions" | "ledger" | "install";
}) {
  const href = `/admin/customers/${encodeURIComponent(customerId)}`;
  return (
    <Tabs
      label="Customer"
      items={[
        { label: "Information and team", href, on: on === "customer" },
        { label: "Subscriptions", href: `${href}/subscriptions`, on: on === "subscriptions", count: limits },
        { label: "Ledger", href: `${href}/ledger`, on: on === "ledger" },
        { label: "Install", href: `${href}/install`, on: on === "install" },
      ]}
    />
  );
}
