"use client";
import type { ReactNode } from "react";
import { useTRPC } from "@/components/providers/trpc-provider";
import { KeyForm } from "./key-form";

/** The form of the API keys of the provider's programs, which act for every customer, above their table. */
export function ProviderKeys({ refusal, children }: { refusal?: string; children: ReactNode }) {
  const create = useTRPC().keys.createProvider.mutationOptions();
  return (
    <KeyForm title="API keys" refusal={refusal} create={create}>
      {children}
    </KeyForm>
  );
}
