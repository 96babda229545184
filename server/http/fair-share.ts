import { env } from "../env";
import { DomainError } from "../errors";
import { webShare } from "../web-share.mjs";

type Sender = { admitted: number; running: number; waiting: (() => void)[] };
type Bounds = { each: number; total: number; waiting: number };

/**
 * Shares the database's connections among senders: at most `each` pieces of work of one sender run at once and `total`
 * of all; the rest waits, holding nothing, and senders take turns. A sender with more than `waiting` requests besides
 * is refused: what it sends too much costs itself alone.
 */
export class FairShare {
  /** In the order in which they were served last. */
  private readonly senders = new Map<string, Sender>();
  private running = 0;

  constructor(private readonly bounds: Bounds) {}

  /**
   * One request of a sender, from its arrival to its answer.
   * @throws DomainError rate_limited before anything is read, where the sender has too many in flight
   */
  async admit<T>(name: string, work: () => Promise<T>): Promise<T> {
    const sender = this.sender(name);
    if (sender.admitted >= this.bounds.each + this.bounds.waiting)
      throw new DomainError(
        "rate_limited",
        `${sender.admitted} of your requests are in work already. Send the next ones when these are answered; nothing was lost.`,
        { retryAfterSeconds: 1 },
      );
    sender.admitted += 1;
    try {
      return await work();
    } finally {
      sender.admitted -= 1;
      this.forget(name, sender);
    }
  }

  /** Runs what needs the database when it is the sender's turn. */
  async run<T>(name: string, work: () => Promise<T>): Promise<T> {
    const sender = this.sender(name);
    await new Promise<void>((turn) => {
      sender.waiting.push(turn);
      this.serve();
    });
    try {
      return await work();
    } finally {
      this.running -= 1;
      sender.running -= 1;
      this.forget(name, sender);
      this.serve();
    }
  }

  private serve(): void {
    for (const [name, sender] of [...this.senders]) {
      if (this.running >= this.bounds.total) return;
      if (sender.running >= this.bounds.each) continue;
      const turn = sender.waiting.shift();
      if (!turn) continue;
      sender.running += 1;
      this.running += 1;
      this.senders.delete(name);
      this.senders.set(name, sender);
      turn();
    }
  }

  private sender(name: string): Sender {
    const known = this.senders.get(name) ?? { admitted: 0, running: 0, waiting: [] };
    this.senders.set(name, known);
    return known;
  }

  private forget(name: string, { admitted, running, waiting }: Sender): void {
    if (admitted + running + waiting.length === 0) this.senders.delete(name);
  }
}

const held = globalThis as typeof globalThis & { spillwayIntake?: FairShare; spillwayFiles?: FairShare };

/** The share of usage in this process's connections: of a pool two thirds at most, a quarter for one sender. */
export function intake(): FairShare {
  held.spillwayIntake ??= new FairShare(webShare(env().webProcesses).usage);
  return held.spillwayIntake;
}

/** The share of files that a process of their own writes (Parquet), by who asks for them. */
export function fileWriting(): FairShare {
  held.spillwayFiles ??= new FairShare(webShare(env().webProcesses).files);
  return held.spillwayFiles;
}
