import { sql } from "drizzle-orm";
import { database, planForValues, type Tx } from "@/db";
import type { memberRoles, staffRoles } from "@/db/schema";
import { clockNow } from "./clock";
import type { Unentitled } from "./collection/machine-standing";
import type { EndedService } from "./configuration/states";
import type { apiScopes } from "./identity/scopes";
import { newId } from "./ids";
import type { Snapshot } from "./snapshot";

export type StaffRole = (typeof staffRoles)[number];
export type MemberRole = (typeof memberRoles)[number];
export type ApiScope = (typeof apiScopes)[number];

/** Who acts. `label` is what people read in the audit log. */
export type Actor =
  | { kind: "staff"; id: string; label: string; role: StaffRole }
  | { kind: "customer"; id: string; label: string; role: MemberRole; customerId: string; customerState?: EndedService }
  | {
      kind: "machine";
      id: string;
      label: string;
      customerId: string;
      /** Why its use does not count, apart from use before `until`; absent for an entitled machine. */
      unentitled?: Unentitled;
    }
  | {
      kind: "key";
      id: string;
      label: string;
      scopes: ApiScope[];
      customerId: string | null;
      customerState?: EndedService;
    }
  | { kind: "link"; id: string; label: string; customerId: string }
  | { kind: "job"; id: string; label: string };

/** What every verb and query is given first: a transaction with its role set, who acts, the time, the request's id. */
export type Context = { tx: Tx; actor: Actor; now: Date; requestId: string };

/**
 * A request before it has a transaction; the reads of a page share a snapshot. `lists`: it reads what may be much,
 * by filters that people choose.
 */
export type Request = Omit<Context, "tx"> & { snapshot?: Snapshot; lists?: boolean };

export function newRequest(actor: Actor, now: Date = clockNow()): Request {
  return { actor, now, requestId: newId("request", now) };
}

/** A job's request: the worker, the cron, the command line. */
export const jobRequest = (name: string, now: Date = clockNow()): Request =>
  newRequest({ kind: "job", id: name, label: name }, now);

/** The request that a transaction is of. */
export const requestIn = ({ actor, now, requestId }: Omit<Context, "tx">): Request => ({ actor, now, requestId });

function insideOf<T>({ lists, ...request }: Request, work: (ctx: Context) => Promise<T>): (tx: Tx) => Promise<T> {
  if (!lists || request.snapshot) return (tx) => work({ ...request, tx });
  return async (tx) => {
    // Not awaited: the first query of `work` follows on the same wire.
    const planned = planForValues(tx);
    const [result] = await Promise.all([work({ ...request, tx }), planned]);
    return result;
  };
}

/** Runs `work` in one transaction that sees this customer's rows alone. */
export function inCustomer<T>(request: Request, customerId: string, work: (ctx: Context) => Promise<T>): Promise<T> {
  const inside = insideOf(request, work);
  return request.snapshot?.run(customerId, inside) ?? database().withCustomer(customerId, inside);
}

/**
 * Runs `work` in one transaction of several customers: what it asks for one of them sees that one's rows alone, by a
 * function that is called for it (`for_customer`), or after `enterCustomer`.
 */
export function inCustomers<T>(
  request: Request,
  customerIds: readonly string[],
  work: (ctx: Context) => Promise<T>,
): Promise<T> {
  return database().withCustomers(customerIds, insideOf(request, work));
}

/** Has what follows see this customer's rows, in a transaction of several. Changes nothing in any other. */
export async function enterCustomer({ tx }: Pick<Context, "tx">, customerId: string): Promise<void> {
  await tx.execute(sql`select for_customer(${customerId})`);
}

/** Runs `work` in one transaction of the provider (staff, jobs). */
export function inProvider<T>(request: Request, work: (ctx: Context) => Promise<T>): Promise<T> {
  const inside = insideOf(request, work);
  return request.snapshot?.run(null, inside) ?? database().withProvider(inside);
}
