// The life of a command that starts services: signals stop it, and what was begun is undone, last first.
import { Children } from "./children.mjs";
import { complain, Fault, say } from "./say.mjs";

export class Lifetime {
  children = new Children();
  #undo = [];
  #ending;
  #fail;
  /** Rejects when a service is lost for good; awaited once everything is open. */
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
        if (!this.#ending) say("\nStopping …");
        await this.end();
        process.exit(this.signalCode);
      });
    }
  }

  /** npm killed by SIGTERM dies at once and tells nobody: its end is seen by our parent's number. */
  #endWithNpm() {
    const parent = process.ppid;
    setInterval(async () => {
      if (process.ppid === parent || this.ending) return;
      await this.end();
      process.exit(this.signalCode);
    }, 500).unref();
  }

  /** Registers what has to be undone. Register before beginning: a stop in the middle has to find it. */
  atEnd(step) {
    this.#undo.push(step);
  }

  /** A service is lost for good. */
  fail = (reason) => this.#fail(new Fault(reason));

  get ending() {
    return this.#ending !== undefined;
  }

  /** Waits for something, or for a service to be lost meanwhile. */
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
          .catch((error) => complain(error));
      }
    })();
    return this.#ending;
  }

  /** Runs the command; a fault is printed, everything is undone, and the exit code says which it was. */
  async run(main) {
    try {
      await main(this);
    } catch (error) {
      const stopped = this.ending;
      if (!stopped) complain(error);
      await this.end();
      process.exit(stopped ? this.signalCode : 1);
    }
  }
}
