"use client";
import type { ReactNode } from "react";
import { useTRPC } from "@/components/providers/trpc-provider";
import { KeyForm } from "./key-form";

/** The form of a company's API keys, above its table. With `customerId` staff create them for it. */
export function CompanyKeys({
  customerId,
  refusal,
  children,
}: {
  customerId?: string;
  refusal?: string;
  children: ReactNode;
}) {
  const create = useTRPC().keys.create.mutationOptions();
  return (
    <KeyForm title="API keys" refusal={refusal} create={create} fixed={customerId ? { customerId } : {}}>
      {children}
    </KeyForm>
  );
}
