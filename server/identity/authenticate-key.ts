import { database } from "@/db";
import { clockNow } from "../clock";
import type { CustomerState } from "../configuration/states";
import type { Actor, ApiScope } from "../context";
import { DomainError } from "../errors";
import { Together } from "../http/together";
import { sha256 } from "../keys/link-secrets";
import { customerStateOf } from "./customer-state";

type KeyActor = Extract<Actor, { kind: "key" }>;
/** The last use is written at most this often. */
const restMs = 15 * 60_000;
const refusal = "Send an API key that is neither revoked nor expired, as `Authorization: Bearer spw_…`.";

type FoundKey = {
  hash: string;
  id: string;
  customer_id: string | null;
  scopes: ApiScope[];
  label: string | null;
  state: CustomerState | null;
  /** Its last use is written again. */
  rested: boolean;
};

/**
 * Who a program is, by its `Authorization: Bearer spw_…` header. What it may do is authorize()'s to say.
 * @throws DomainError unauthenticated.
 */
export async function authenticateKey(header: string | null): Promise<KeyActor> {
  const key = /^Bearer (spw_[\w-]{40})$/i.exec(header ?? "")?.[1];
  if (!key) throw new DomainError("unauthenticated", refusal);
  const row = await keysTogether().ask(sha256(key));
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

/**
 * The keys with these hashes, as far as they are valid. One statement, prepared, without a transaction: this stands
 * before every record that programs send. In the provider's role, for whose a key is, and how that company stands, is
 * not known before.
 */
async function validKeys(hashes: readonly string[]): Promise<(FoundKey | undefined)[]> {
  const at = clockNow();
  const [now, earlier] = [at.toISOString(), new Date(at.getTime() - restMs).toISOString()];
  const { providerSql, answered } = database();
  const found = await answered(
    () => providerSql<FoundKey[]>`
    select k.key_hash as hash, k.id, k.customer_id, k.scopes, k.label, c.state,
           coalesce(k.last_used_at < ${earlier}::timestamptz, true) as rested
      from api_keys k left join customers c on c.id = k.customer_id
     where k.key_hash = any(${hashes as string[]}) and k.revoked_at is null
       and (k.expires_at is null or k.expires_at > ${now}::timestamptz)`,
  );
  const rested = found.flatMap(({ id, rested: isRested }) => (isRested ? [id] : []));
  if (rested.length > 0)
    await answered(
      () => providerSql`
      update api_keys set last_used_at = ${now}::timestamptz
       where id = any(${rested}) and (last_used_at is null or last_used_at < ${earlier}::timestamptz)`,
    );
  const byHash = new Map(found.map((row) => [row.hash, row]));
  return hashes.map((hash) => byHash.get(hash));
}

const held = globalThis as typeof globalThis & { spillwayKeys?: Together<string, FoundKey | undefined> };

/** Keys of requests that come together are asked for by one statement. */
function keysTogether(): Together<string, FoundKey | undefined> {
  held.spillwayKeys ??= new Together(validKeys);
  return held.spillwayKeys;
}
