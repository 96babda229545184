import { env } from "../env";
import { DomainError } from "../errors";
import { webShare } from "../web-share.mjs";

/** Counts bytes of a body as held. @throws DomainError where its sender, or all together, hold too much */
export type Hold = (bytes: number) => void;

const mib = 1024 ** 2;
/** Of each request so much is held without being counted: small requests are read whatever large ones hold. */
const freeBytes = mib / 4;

/**
 * Bounds the bytes of request bodies that this process holds: `each` of one sender, `total` of all. A sender that
 * goes beyond its part is refused until its own requests are answered; nobody's small requests are refused.
 */
export class BodyBudget {
  private readonly bySender = new Map<string, number>();
  private total = 0;

  constructor(private readonly bounds: { each: number; total: number }) {}

  /** Lends to one request, from before its body is read to its answer. `name`: its sender. */
  async lend<T>(name: string, work: (hold: Hold) => Promise<T>): Promise<T> {
    let held = 0;
    let counted = 0;
    const hold = (bytes: number) => {
      held += bytes;
      const more = Math.max(0, held - freeBytes) - counted;
      const own = this.bySender.get(name) ?? 0;
      if (own + more > this.bounds.each)
        throw new DomainError(
          "rate_limited",
          `Your requests in work hold ${this.bounds.each / mib} MiB already. Send this one again when they are answered: nothing of it was taken.`,
          { retryAfterSeconds: 1 },
        );
      if (this.total + more > this.bounds.total)
        throw new DomainError("unavailable", "Too many large requests are in work. Send this one again.", {
          retryAfterSeconds: 5,
        });
      counted += more;
      this.add(name, more);
    };
    try {
      return await work(hold);
    } finally {
      this.add(name, -counted);
    }
  }

  private add(name: string, bytes: number): void {
    const own = (this.bySender.get(name) ?? 0) + bytes;
    if (own === 0) this.bySender.delete(name);
    else this.bySender.set(name, own);
    this.total += bytes;
  }
}

const held = globalThis as typeof globalThis & { spillwayUsageBodies?: BodyBudget };

/** The bodies of usage in this process, by its share of what all web processes of the start may hold. */
export function usageBodies(): BodyBudget {
  held.spillwayUsageBodies ??= new BodyBudget(webShare(env().webProcesses).bodies);
  return held.spillwayUsageBodies;
}
