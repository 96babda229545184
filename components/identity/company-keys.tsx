"use client";
import type { ReactNode } from "react";
import { useTRPC } from "@/components/providers/trpc-provider";
import { Card } from "@/components/ui/card";
import { KeyForm } from "./key-form";

/**
 * A company's API keys, and the form that creates one. With `customerId` staff create them for it. A closed company
 * gets none.
 */
export function CompanyKeys({
  customerId,
  refusal,
  closed = false,
  children,
}: {
  customerId?: string;
  refusal?: string;
  closed?: boolean;
  children: ReactNode;
}) {
  const create = useTRPC().keys.create.mutationOptions();
  if (closed)
    return (
      <Card title="API keys" flush>
        {children}
      </Card>
    );
  return (
    <KeyForm title="API keys" refusal={refusal} create={create} fixed={customerId ? { customerId } : {}}>
      {children}
    </KeyForm>
  );
}
