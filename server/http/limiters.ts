import { RateLimiterMemory, RateLimiterPostgres } from "rate-limiter-flexible";
import { type Database, database } from "@/db";
import { DomainError } from "../errors";
import { log } from "../log";
import { unreachable } from "../unreachable";

declare module "rate-limiter-flexible" {
  interface RateLimiterPostgres {
    /** Of a key with its prefix; 0 where this process has not refused it. */
    getInMemoryBlockMsBeforeExpire(key: string): number;
  }
}

/** So much, in so many seconds. */
export type Limit = { most: number; seconds: number };

/**
 * The limiters of one process on a database: each limit is counted there by one statement, exactly, whichever process
 * asks. Who is refused is remembered until the window ends, and costs the database nothing more. While the database is
 * away the process counts for itself.
 */
export class Limiters {
  private readonly made = new Map<string, RateLimiterPostgres>();

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

  /** The library's way of asking, over the pool that stands apart from the transactions. */
  private readonly query = async ({ text, values }: { text: string; values: (string | number)[] }) => {
    const { limitsSql, answered } = this.on();
    try {
      const rows = await answered(() => limitsSql.unsafe(text, values, { prepare: true }));
      return { rows, rowCount: rows.length };
    } catch (error) {
      if (!(unreachable(error) instanceof DomainError)) log.error({ err: error }, "a limit could not be counted");
      throw error;
    }
  };
}

const held = globalThis as typeof globalThis & { spillwayLimiters?: Limiters };

/** The limiters of this process. */
export function ourLimiters(): Limiters {
  held.spillwayLimiters ??= new Limiters(database);
  return held.spillwayLimiters;
}
