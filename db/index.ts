import type { ExtractTablesWithRelations } from "drizzle-orm";
import { DrizzleQueryError, type SQL, sql } from "drizzle-orm";
import type { PgTransaction, PgTransactionConfig } from "drizzle-orm/pg-core";
import { drizzle, type PostgresJsDatabase, type PostgresJsQueryResultHKT } from "drizzle-orm/postgres-js";
import postgres from "postgres";
import { Pulse } from "./pulse";
import * as schema from "./schema";

type Schema = typeof schema;
/** A transaction, with its role set and, for a customer, the customer. All domain code runs on one. */
export type Tx = PgTransaction<PostgresJsQueryResultHKT, Schema, ExtractTablesWithRelations<Schema>>;

type Role = "spillway_customer" | "spillway_provider";
export type Database = {
  /** Runs `work` in a transaction that sees one customer's rows alone. */
  withCustomer<T>(customerId: string, work: (tx: Tx) => Promise<T>, config?: PgTransactionConfig): Promise<T>;
  /**
   * Runs `work` in a transaction that may see and write rows of these customers, of one at a time (`for_customer`,
   * db/migrations/0048_usage-together.sql). It waits for no lock longer than a fifth of a second.
   */
  withCustomers<T>(customerIds: readonly string[], work: (tx: Tx) => Promise<T>): Promise<T>;
  /** Runs `work` in a transaction of the provider: staff and jobs. */
  withProvider<T>(work: (tx: Tx) => Promise<T>, config?: PgTransactionConfig): Promise<T>;
  /**
   * The same on one connection apart from the pools: for what open transactions wait for (cached keys and settings).
   * On a pool's connection it could wait for those transactions to end.
   */
  withProviderApart<T>(work: (tx: Tx) => Promise<T>): Promise<T>;
  /** The bare pools, for hot reads by one statement (through `answered`) and for LISTEN. */
  customerSql: postgres.Sql;
  providerSql: postgres.Sql;
  /** For what is counted at each request, also while all other connections are in transactions that wait for it. */
  limitsSql: postgres.Sql;
  /** What a query on a bare pool answers. @throws DatabaseAway after 2.25 s at most, as the transactions do */
  answered<T>(query: () => PromiseLike<T>): Promise<T>;
  /** Asks over each pool whether it answers. @throws what the first one throws that does not */
  check(): Promise<void>;
  end(): Promise<void>;
};

/** Seconds until a connection that does not come about is given up; seconds between two attempts, at most a half. */
const reaching = { connect_timeout: 10, backoff: (attempts: number) => Math.min(0.02 * 2 ** attempts, 0.5) };
/** No statement of ours takes so long, and no transaction waits so long for its process. */
const limits = { statement_timeout: 60_000, idle_in_transaction_session_timeout: 60_000 };

/** A statement as it is sent; `connection` numbers the wire it is sent on. */
export type SentQuery = { role: Role; connection: number; query: string; parameters: unknown[] };

/**
 * Opens two pools from the one login; each takes its role when it connects, so that a query outside both gets
 * `permission denied` and one without a customer gets no rows (docs/architecture.md, Tenancy).
 * @param options.onQuery is called with every statement; for tests that examine plans.
 */
export function openDatabase(
  url: string,
  { connections = 12, onQuery }: { connections?: number; onQuery?: (sent: SentQuery) => void } = {},
): Database {
  const pulse: Pulse = new Pulse(() => pulseSql`select 1`);
  const transport = { ...reaching, socket: pulse.open };
  const pool = (role: Role, options: { max: number; idle_timeout?: number } = { max: connections }) =>
    alwaysPrepare(
      postgres(url, {
        ...options,
        ...transport,
        onnotice: () => {},
        connection: { role, TimeZone: "UTC", ...limits },
        ...(onQuery && {
          debug: (connection: number, query: string, parameters: unknown[]) =>
            onQuery({ role, connection, query, parameters }),
        }),
      }),
    );
  const customerSql = pool("spillway_customer");
  const providerSql = pool("spillway_provider");
  const customerDb: PostgresJsDatabase<Schema> = drizzle(customerSql, { schema });
  const providerDb: PostgresJsDatabase<Schema> = drizzle(providerSql, { schema });
  const apartSql = pool("spillway_provider", { max: 1, idle_timeout: 20 });
  const apartDb: PostgresJsDatabase<Schema> = drizzle(apartSql, { schema });
  const pulseSql = pool("spillway_provider", { max: 1, idle_timeout: 60 });
  const limitsSql = pool("spillway_provider", { max: 2, idle_timeout: 60 });
  const pools = [customerSql, providerSql, apartSql, limitsSql];
  const customersTransaction = <T>(setting: SQL, work: (tx: Tx) => Promise<T>, config?: PgTransactionConfig) =>
    pulse
      .watch(() =>
        customerDb.transaction(async (tx) => {
          // Not awaited: the first query of `work` follows on the same wire.
          const set = tx.execute(setting).then(() => undefined);
          const [result] = await Promise.all([work(tx), set]);
          return result;
        }, config),
      )
      .catch(withoutParameters);
  return {
    customerSql,
    providerSql,
    limitsSql,
    answered: (query) => pulse.watch(query),
    check: () => pulse.watch(async () => void (await Promise.all(pools.map((one) => one`select 1`)))),
    withCustomer: (customerId, work, config) =>
      customersTransaction(sql`select set_config('spillway.customer_id', ${customerId}, true)`, work, config),
    withCustomers: (customerIds, work) =>
      customersTransaction(
        sql`select set_config('spillway.customers', ${customerIds.join(" ")}, true), set_config('lock_timeout', '200', true)`,
        work,
      ),
    withProvider: (work, config) => pulse.watch(() => providerDb.transaction(work, config)).catch(withoutParameters),
    withProviderApart: (work) => pulse.watch(() => apartDb.transaction(work)).catch(withoutParameters),
    end: async () => {
      pulse.end();
      await Promise.all([...pools, pulseSql].map((sql) => sql.end({ timeout: 5 })));
    },
  };
}

/**
 * drizzle writes the parameters of a query that failed into its error's message: names, addresses, tokens would stand
 * in the log and on the operations page. The query without them stays, and PostgreSQL's own sentence as its cause.
 */
function withoutParameters(error: unknown): never {
  if (error instanceof DrizzleQueryError) {
    const { message, stack, query } = error;
    error.params = [];
    error.message = `Failed query: ${query}`;
    error.stack = stack?.replace(message, () => error.message);
  }
  throw error;
}

/**
 * Has each statement of this transaction planned for its own values. Otherwise PostgreSQL takes, from a statement's
 * sixth run on, a plan made for the average customer: a list of one with a fifth of all rows then takes seconds.
 * Planning costs about 0.3 ms a statement; what machines and programs send all the time does without.
 */
export async function planForValues(tx: Tx): Promise<void> {
  await tx.execute(sql`set local plan_cache_mode = force_custom_plan`);
}

/** What postgres.js's pools and transactions have in common, as far as `alwaysPrepare` wraps it. */
interface Handle {
  options: unknown;
  unsafe(query: string, parameters?: unknown[], more?: object): unknown;
  begin?(...args: unknown[]): unknown;
  savepoint?(...args: unknown[]): unknown;
}

/** drizzle passes prepare:false for every query without .prepare(): an extra round trip each. */
function alwaysPrepare<H extends Handle>(handle: H, options = handle.options): H {
  const { unsafe, begin, savepoint } = handle;
  handle.options = options; // drizzle reads parsers from it, also of a transaction's handle
  handle.unsafe = (query, parameters, more) => unsafe(query, parameters, { ...more, prepare: true });
  const wrapped =
    (start: (...args: unknown[]) => unknown) =>
    (...args: unknown[]) => {
      const work = args.pop() as (inner: Handle) => unknown;
      return start(...args, (inner: Handle) => work(alwaysPrepare(inner, options)));
    };
  if (begin) handle.begin = wrapped(begin);
  if (savepoint) handle.savepoint = wrapped(savepoint);
  return handle;
}

const held = globalThis as typeof globalThis & { spillwayDatabase?: Database };
/** The process's database, opened once from DATABASE_URL; it outlives hot reloads. */
export function database(): Database {
  held.spillwayDatabase ??= openDatabase(requiredUrl());
  return held.spillwayDatabase;
}

/** Opens the process's database with so many connections a pool: a web process's share. Before anything asks for it. */
export function openSharedDatabase(connections: number): void {
  held.spillwayDatabase ??= openDatabase(requiredUrl(), { connections });
}

/** Closes the process's database where it was opened. */
export async function closeDatabase(): Promise<void> {
  await held.spillwayDatabase?.end();
}

function requiredUrl(): string {
  const url = process.env.DATABASE_URL;
  if (!url) throw new Error("DATABASE_URL is missing. `npm start` sets it; give your own to use another PostgreSQL.");
  return url;
}
