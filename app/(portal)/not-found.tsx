import type { Metadata } from "next";
import { PageMissing } from "@/components/frame/page-missing";

export const metadata: Metadata = { title: "Not found" };

export default function PortalNotFound() {
  return (
    <PageMissing home="/overview" list={{ href: "/machines", label: "See the machines" }}>
      It was removed, it belongs to a company whose portal is not open here, or its address asks for a place in a list
      that there is not.
    </PageMissing>
  );
}
