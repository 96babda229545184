"use client";
import { useTRPC } from "@/components/providers/trpc-provider";
import { useWrite } from "@/components/providers/use-write";
import { type ApiKey, KeyCards } from "./key-cards";

/** The API keys of a company's programs. */
export function CompanyKeys({
  keys,
  customerId,
  now,
  refusal,
}: {
  keys: ApiKey[];
  /** Staff do it for this company. */
  customerId?: string;
  now: Date;
  refusal?: string;
}) {
  const trpc = useTRPC();
  const whose = customerId ? { customerId } : {};
  const create = trpc.keys.create.mutationOptions();
  const revoke = useWrite(trpc.keys.revoke.mutationOptions(), { done: "Key revoked." });
  return (
    <KeyCards
      title="API keys"
      keys={keys}
      now={now}
      refusal={refusal}
      create={create}
      fixed={whose}
      revoke={(id) => revoke.confirm({ ...whose, id })}
    />
  );
}
