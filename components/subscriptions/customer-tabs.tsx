import { Tabs } from "@/components/ui/tabs";

/** The two views of one customer: information and team, and subscriptions. */
export function CustomerTabs({
  customerId,
  limits,
  on,
}: {
  customerId: string;
  limits: number;
  on: "customer" | "subscriptions";
}) {
  const href = `/admin/customers/${encodeURIComponent(customerId)}`;
  return (
    <Tabs
      label="Customer"
      items={[
        { label: "Information and team", href, on: on === "customer" },
        { label: "Subscriptions", href: `${href}/subscriptions`, on: on === "subscriptions", count: limits },
      ]}
    />
  );
}
