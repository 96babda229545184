import { type Database, database, type Tx } from "@/db";

/** Tables whose rows every process caches. A trigger of each announces a change of it at commit. */
type CachedTable = "installation" | "signing_keys";
export const changesChannel = "spillway_settings";

type Cache = { database: Database; values: Map<string, Promise<unknown>>; listening: Promise<unknown> };
const held = globalThis as typeof globalThis & { spillwayCache?: Cache };

/** The process's cache and its one LISTEN, begun by the first call. */
function cache(): Cache {
  const current = database();
  if (held.spillwayCache?.database === current) return held.spillwayCache;
  const values = new Map<string, Promise<unknown>>();
  const listening = current.providerSql
    .listen(
      changesChannel,
      (table) => values.delete(table),
      // At the first connection and after each lost one: what was announced in between is not known.
      () => values.clear(),
    )
    .catch((error) => {
      held.spillwayCache = undefined; // The next call tries again.
      throw error;
    });
  const made = { database: current, values, listening };
  held.spillwayCache = made;
  return made;
}

/**
 * What `load` reads, once for each process until the table changes. NOTIFY drops it in every process at the commit of
 * the change, so it is never older than a notification takes. A read that failed or found nothing is not cached.
 * @throws what `load` throws, or the database's error where the process cannot listen
 */
export async function cachedUntilChanged<T>(table: CachedTable, load: (tx: Tx) => Promise<T>): Promise<T> {
  const { database, values, listening } = cache();
  await listening;
  const cached = values.get(table) as Promise<T> | undefined;
  if (cached) return cached;
  const value = database.withProviderApart(load);
  values.set(table, value);
  const drop = () => {
    if (values.get(table) === value) values.delete(table);
  };
  value.then((found) => {
    if (found === null) drop();
  }, drop);
  return value;
}
