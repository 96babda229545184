import { database } from "@/db";
import type { CustomerState } from "../configuration/states";
import type { Actor, ApiScope } from "../context";
import { DomainError } from "../errors";
import { sha256 } from "../keys/link-secrets";
import { customerStateOf } from "./customer-state";

type KeyActor = Extract<Actor, { kind: "key" }>;
const refusal = "Send an API key that is not revoked, as `Authorization: Bearer spw_…`.";

/**
 * Who a program is, by its `Authorization: Bearer spw_…` header. What it may do is authorize()'s to say.
 * @throws DomainError unauthenticated.
 */
export async function authenticateKey(header: string | null): Promise<KeyActor> {
  const key = /^Bearer (spw_[\w-]{40})$/i.exec(header ?? "")?.[1];
  if (!key) throw new DomainError("unauthenticated", refusal);
  // One statement, prepared, without a transaction: this stands before every record that programs send. In the
  // provider's role, for whose the key is, and how that company stands, is not known before.
  const { providerSql, answered } = database();
  const [row] = await answered(
    () => providerSql<
      {
        id: string;
        customer_id: string | null;
        scopes: ApiScope[];
        label: string | null;
        state: CustomerState | null;
      }[]
    >`select k.id, k.customer_id, k.scopes, k.label, c.state
    from resolve_api_key(${sha256(key)}) k left join customers c on c.id = k.customer_id`,
  );
  if (!row) throw new DomainError("unauthenticated", refusal);
  return {
    kind: "key",
    id: row.id,
    label: row.label ?? row.id,
    scopes: row.scopes,
    customerId: row.customer_id,
    ...customerStateOf(row.state),
  };
}
