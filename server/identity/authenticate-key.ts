import { database } from "@/db";
import type { Actor, ApiScope } from "../context";
import { DomainError } from "../errors";
import { sha256 } from "../keys/link-secrets";

type KeyActor = Extract<Actor, { kind: "key" }>;
const refusal = "Send an API key that is not revoked, as `Authorization: Bearer spw_…`.";

/**
 * Who a program is, by its `Authorization: Bearer spw_…` header. What it may do is authorize()'s to say.
 * @throws DomainError unauthenticated.
 */
export async function authenticateKey(header: string | null): Promise<KeyActor> {
  const key = /^Bearer (spw_[\w-]{40})$/i.exec(header ?? "")?.[1];
  if (!key) throw new DomainError("unauthenticated", refusal);
  // One statement, prepared, without a transaction: this stands before every record that programs send.
  const [row] = await database().customerSql<
    { id: string; customer_id: string | null; scopes: ApiScope[]; label: string | null }[]
  >`select id, customer_id, scopes, label from resolve_api_key(${sha256(key)})`;
  if (!row) throw new DomainError("unauthenticated", refusal);
  return {
    kind: "key",
    id: row.id,
    label: row.label ?? row.id,
    scopes: row.scopes,
    customerId: row.customer_id,
  };
}
