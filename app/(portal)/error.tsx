"use client";
import { PageError } from "@/components/frame/page-error";
import { portalNav } from "./nav";

export default function PortalError({ error, retry }: { error: Error & { digest?: string }; retry: () => void }) {
  return <PageError groups={portalNav({ machines: 0, overflows: 0 })} home="/overview" error={error} retry={retry} />;
}
