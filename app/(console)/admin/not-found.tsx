import type { Metadata } from "next";
import { PageMissing } from "@/components/frame/page-missing";

export const metadata: Metadata = { title: "Not found" };

export default function ConsoleNotFound() {
  return (
    <PageMissing home="/admin" list={{ href: "/admin/customers", label: "See the customers" }}>
      It was removed, or its address was not copied whole.
    </PageMissing>
  );
}
