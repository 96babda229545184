import { database } from "@/db";
import { clockNow } from "../clock";
import type { CustomerState } from "../configuration/states";
import type { Actor, ApiScope } from "../context";
import { DomainError } from "../errors";
import { sha256 } from "../keys/link-secrets";
import { customerStateOf } from "./customer-state";

type KeyActor = Extract<Actor, { kind: "key" }>;
/** The last use is written at most this often. */
const restMs = 15 * 60_000;
const refusal = "Send an API key that is neither revoked nor expired, as `Authorization: Bearer spw_…`.";

/**
 * Who a program is, by its `Authorization: Bearer spw_…` header. What it may do is authorize()'s to say.
 * @throws DomainError unauthenticated.
 */
export async function authenticateKey(header: string | null): Promise<KeyActor> {
  const key = /^Bearer (spw_[\w-]{40})$/i.exec(header ?? "")?.[1];
  if (!key) throw new DomainError("unauthenticated", refusal);
  // One statement, prepared, without a transaction: this stands before every record that programs send. In the
  // provider's role, for whose the key is, and how that company stands, is not known before.
  const hash = sha256(key);
  const at = clockNow();
  const [now, earlier] = [at.toISOString(), new Date(at.getTime() - restMs).toISOString()];
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
    >`with used as (
      update api_keys set last_used_at = ${now}::timestamptz
       where key_hash = ${hash} and (last_used_at is null or last_used_at < ${earlier}::timestamptz)
         and revoked_at is null and (expires_at is null or expires_at > ${now}::timestamptz)
    )
    select k.id, k.customer_id, k.scopes, k.label, c.state
    from resolve_api_key(${hash}) k join api_keys a on a.id = k.id left join customers c on c.id = k.customer_id
    where a.expires_at is null or a.expires_at > ${now}::timestamptz`,
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
