// The life of a command that starts services: signals stop it, and what was begun is undone, last first.
import { Children } from "./children.mjs";
import { Fault, print, printFault } from "./output.mjs";

export class Lifetime {
  children = new Children();
  /** @type {(() => unknown)[]} */
  #undo = [];
  /** @type {Promise<void> | undefined} */
  #ending;
  /** @type {(error: Error) => void} */
  #fail = () => {};
  /** Rejects when a service is lost for good; awaited once everything is open. @type {Promise<never>} */
  failure = new Promise((_, reject) => {
    this.#fail = reject;
  });

  /** @param {number} signalCode exit code after a signal: 0 for what runs until it is stopped */
  constructor(signalCode = 0) {
    this.signalCode = signalCode;
    this.failure.catch(() => {});
    // A fault of ours must not leave a database running either.
    for (const event of ["uncaughtException", "unhandledRejection"]) {
      process.on(event, async (error) => {
        process.stderr.write(`${error?.stack ?? error}\n`);
        await this.end();
        process.exit(1);
      });
    }
    if (process.env.npm_lifecycle_event) this.#endWithNpm();
    for (const signal of ["SIGINT", "SIGTERM", "SIGHUP"]) {
      process.on(signal, async () => {
        if (!this.#ending) print("\nStopping …");
        await this.end();
        process.exit(this.signalCode);
      });
    }
  }

  /** npm killed by SIGTERM ends at once and passes no signal on: its end is seen by the number of the parent. */
  #endWithNpm() {
    const parent = process.ppid;
    setInterval(async () => {
      if (process.ppid === parent || this.ending) return;
      await this.end();
      process.exit(this.signalCode);
    }, 500).unref();
  }

  /**
   * Registers what has to be undone. Register before beginning: a stop in the middle has to find it.
   * @param {() => unknown} step
   */
  atEnd(step) {
    this.#undo.push(step);
  }

  /** Reports that a service is lost for good. @param {string} reason */
  fail = (reason) => this.#fail(new Fault(reason));

  get ending() {
    return this.#ending !== undefined;
  }

  /**
   * Waits for something, or for a service to be lost meanwhile.
   * @template T @param {Promise<T>} promise @returns {Promise<T>}
   */
  orFailure(promise) {
    return Promise.race([promise, this.failure]);
  }

  /** Stops all that was started. Safe to call twice: the second caller waits for the first. */
  end() {
    this.#ending ??= (async () => {
      await this.children.stop();
      for (const step of this.#undo.reverse()) {
        await Promise.resolve()
          .then(step)
          .catch((error) => printFault(error));
      }
    })();
    return this.#ending;
  }

  /**
   * Runs the command; a fault is printed, everything is undone, and the exit code distinguishes a stop from a fault.
   * @param {(life: Lifetime) => Promise<unknown>} main
   */
  async run(main) {
    try {
      await main(this);
    } catch (error) {
      const stopped = this.ending;
      if (!stopped) printFault(error);
      await this.end();
      process.exit(stopped ? this.signalCode : 1);
    }
  }
}
