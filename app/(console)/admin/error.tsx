"use client";
import { PageError } from "@/components/frame/page-error";
import { consoleNav } from "./nav";

const groups = consoleNav({
  machines: 0,
  overflows: 0,
  creditLimits: 0,
  notices: 0,
  setAside: 0,
  conflicts: 0,
  bankEntries: 0,
});

export default function ConsoleError({ error, retry }: { error: Error & { digest?: string }; retry: () => void }) {
  return <PageError groups={groups} home="/admin" error={error} retry={retry} />;
}
