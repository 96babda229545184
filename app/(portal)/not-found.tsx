import type { Metadata } from "next";
import { PageMissing } from "@/components/frame/page-missing";

export const metadata: Metadata = { title: "Not found" };

export default function PortalNotFound() {
  return (
    <PageMissing home="/overview" list={{ href: "/machines", label: "See the machines" }}>
      It was removed, or it belongs to a company whose portal is not open here.
    </PageMissing>
  );
}
