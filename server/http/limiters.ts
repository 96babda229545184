import { RateLimiterMemory, RateLimiterPostgres } from "rate-limiter-flexible";
import { type Database, database } from "@/db";
import { DomainError } from "../errors";
import { log } from "../log";
import { unreachable } from "../unreachable";
import { Together } from "./together";

/** Points to add under a key; a window that begins `now` ends at `expire`: milliseconds of the epoch. */
type Count = { key: string; points: number; expire: number; now: number };
/** What stands under a key, in the columns of the library. */
type Counted = { points: number; expire: string };
/** A statement of the library; `name` says which. */
type Asked = { name?: string; text: string; values: (string | number)[] };

declare module "rate-limiter-flexible" {
  interface RateLimiterPostgres {
    /** Of a key with its prefix; 0 where this process has not refused it. */
    getInMemoryBlockMsBeforeExpire(key: string): number;
  }
}

/** So much, in so many seconds. */
export type Limit = { most: number; seconds: number };

/**
 * The limiters of one process on a database: each limit is counted there, exactly, whichever process asks; those of
 * requests that come together by one statement. Who is refused is remembered until the window ends, and costs the
 * database nothing more. While the database is away the process counts for itself.
 */
export class Limiters {
  private readonly made = new Map<string, RateLimiterPostgres>();
  private readonly counting = new Together((counts: readonly Count[]) => this.count(counts));

  constructor(private readonly on: () => Pick<Database, "limitsSql" | "answered">) {}

  of(name: string, { most, seconds }: Limit): RateLimiterPostgres {
    const known = this.made.get(name);
    if (known) return known;
    const bounds = { keyPrefix: name, points: most, duration: seconds };
    const limiter = new RateLimiterPostgres({
      ...bounds,
      storeClient: { query: this.query },
      storeType: "pool",
      tableName: "request_limits",
      tableCreated: true,
      clearExpiredByTimeout: false,
      inMemoryBlockOnConsumed: most + 1,
      insuranceLimiter: new RateLimiterMemory(bounds),
    });
    this.made.set(name, limiter);
    return limiter;
  }

  /** How long this process goes on to refuse a key, in milliseconds; 0 where it does not. */
  refusedMs(name: string, limit: Limit, key: string): number {
    return this.of(name, limit).getInMemoryBlockMsBeforeExpire(`${name}:${key}`);
  }

  /** Forgets whom this process refuses. */
  forget(): void {
    for (const limiter of this.made.values()) limiter.deleteInMemoryBlockedAll();
  }

  /** Adds to each key at once what is asked for it; each who asks gets what stood after those before it. */
  private async count(counts: readonly Count[]): Promise<Counted[]> {
    const sums = new Map<string, Count>();
    for (const one of counts) sums.set(one.key, { ...one, points: one.points + (sums.get(one.key)?.points ?? 0) });
    // Sorted, so that two processes cannot wait for each other.
    const keys = [...sums.keys()].sort();
    const column = <T>(pick: (count: Count) => T) => keys.map((key) => pick(sums.get(key) as Count));
    const now = Math.max(...counts.map((one) => one.now));
    const rows = await this.ask<Counted & { key: string }>(
      `
        insert into request_limits as l (key, points, expire)
        select * from unnest($1::text[], $2::integer[], $3::bigint[])
        on conflict (key) do update set
          points = case when l.expire <= $4 then excluded.points else l.points + excluded.points end,
          expire = case when l.expire <= $4 then excluded.expire else l.expire end
        returning key, points, expire`,
      [keys, column(({ points }) => points), column(({ expire }) => expire), now],
    );
    const left = new Map(rows.map(({ key, ...counted }) => [key, counted]));
    const answers: Counted[] = [];
    for (const { key, points } of counts.toReversed()) {
      const stands = left.get(key) as Counted;
      answers.unshift(stands);
      left.set(key, { ...stands, points: stands.points - points });
    }
    return answers;
  }

  /** The library's way of asking; what it counts is counted together. */
  private readonly query = async ({ name, text, values }: Asked) => {
    if (!name?.endsWith(countingName)) {
      const rows = await this.ask(text, values);
      return { rows, rowCount: rows.length };
    }
    const [key, points, expire, now] = values as [string, number, number, number];
    return { rows: [await this.counting.ask({ key, points, expire, now })], rowCount: 1 };
  };

  /** Asks over the pool that stands apart from the transactions. */
  private async ask<Row extends object>(text: string, values: (string | number | (string | number)[])[]) {
    const { limitsSql, answered } = this.on();
    try {
      return await answered(() => limitsSql.unsafe<Row[]>(text, values, { prepare: true }));
    } catch (error) {
      if (!(unreachable(error) instanceof DomainError)) log.error({ err: error }, "a limit could not be counted");
      throw error;
    }
  }
}

/** How the library names the statement that adds to what stands. */
const countingName = "rlflx-upsert";

const held = globalThis as typeof globalThis & { spillwayLimiters?: Limiters };

/** The limiters of this process. */
export function ourLimiters(): Limiters {
  held.spillwayLimiters ??= new Limiters(database);
  return held.spillwayLimiters;
}
