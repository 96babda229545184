import { connect, type Socket } from "node:net";
import { setTimeout as delay } from "node:timers/promises";
import { noteOutage } from "./outage";

/** While anything waits for the database it is asked this often; it is away when it does not answer for so long. */
const askMs = 250;
const answerMs = 2_000;
const nobodyThere = /^(ECONNREFUSED|EHOST|ENET|ETIMEDOUT|CONNECT_TIMEOUT)/;

/** The database does not answer. `code` begins as the driver's own codes of lost connections do. */
export class DatabaseAway extends Error {
  override readonly name = "DatabaseAway";
  readonly code = "CONNECTION_LOST";
}

type Options = { host: string[]; port: number[]; path?: string | false };

/**
 * Whether the database answers. A server that is stopped, or a network that swallows everything, answers a query
 * neither with rows nor with an error: whoever waits is rejected after 2.25 s at most, the connections are closed, so
 * that none hangs for ever, and what is asked meanwhile is rejected at once, until the database answers again.
 */
export class Pulse {
  private readonly sockets = new Set<Socket>();
  private readonly waiting = new Set<(reason: Error) => void>();
  private away: DatabaseAway | undefined;
  private asking = false;
  private ended = false;
  private attempts = 0;

  /** @param ask a query on a connection of its own, opened with `open` too */
  constructor(private readonly ask: () => PromiseLike<unknown>) {}

  /** Opens a connection of a pool (the driver's option `socket`); several hosts are tried in turn. */
  readonly open = ({ host, port, path }: Options): Socket => {
    const at = this.attempts++ % host.length;
    const name = host[at] ?? "localhost";
    const socket = path ? connect(path) : connect(port[at] ?? 5432, name);
    this.sockets.add(socket);
    socket.once("close", () => this.sockets.delete(socket));
    // The driver names the server by it when it checks a certificate.
    return Object.assign(socket, { host: name, port: port[at] });
  };

  /**
   * What `work` answers.
   * @throws DatabaseAway where the database does not answer, or stops answering meanwhile
   */
  watch<T>(work: () => PromiseLike<T>): Promise<T> {
    const answered = this.away ? Promise.reject<T>(this.away) : this.answered(work);
    return answered.catch((error: unknown) => {
      noteOutage(error);
      throw error;
    });
  }

  private answered<T>(work: () => PromiseLike<T>): Promise<T> {
    return new Promise<T>((resolve, reject) => {
      this.waiting.add(reject);
      Promise.resolve(work())
        .then(resolve, reject)
        .finally(() => this.waiting.delete(reject));
      if (!this.asking) void this.askOn();
    });
  }

  end(): void {
    this.ended = true;
  }

  private async askOn(): Promise<void> {
    this.asking = true;
    while (!this.ended && (this.away || this.waiting.size > 0)) {
      await delay(askMs, undefined, { ref: false });
      if (this.ended || (!this.away && this.waiting.size === 0)) break;
      const fault = await this.answer();
      if (fault && !this.ended) this.lose(fault);
      else this.away = undefined;
    }
    this.asking = false;
  }

  /** Asks once. @returns why there is no answer, or undefined */
  private async answer(): Promise<string | undefined> {
    const late = new AbortController();
    const asked = Promise.resolve(this.ask()).then(
      () => undefined,
      // A server that ends connections, or starts up, is there: those who wait get its own errors.
      ({ code = "", message }: Error & { code?: string }) => (nobodyThere.test(code) ? message || code : undefined),
    );
    const silence = delay(answerMs, undefined, { ref: false, signal: late.signal })
      // A process that was busy itself finds the answer now: it is read before it is missed.
      .then(() => new Promise<void>((turn) => setImmediate(() => setImmediate(turn))))
      .then(() => `it was asked and did not answer for ${answerMs / 1000} s`)
      .catch(() => undefined);
    const fault = await Promise.race([asked, silence]);
    late.abort();
    return fault;
  }

  private lose(reason: string): void {
    const error = new DatabaseAway(`The database does not answer: ${reason}`);
    this.away = error;
    for (const socket of this.sockets) socket.destroy(error);
    for (const reject of this.waiting) reject(error);
  }
}
