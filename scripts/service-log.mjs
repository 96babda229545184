// The log of a service: SPILLWAY_DATA/logs/NAME.log. At 10 MB it begins anew, and the one before stays as NAME.log.1.
import fs from "node:fs";
import path from "node:path";

const LIMIT_BYTES = 10_000_000;

export class ServiceLog {
  #file;
  #size;
  #limitBytes;
  #shown;

  /**
   * @param {string} dataDir @param {string} name of the service
   * @param {{ shown?: boolean, limitBytes?: number }} [options] `shown`: on our standard output too, for the journal
   */
  constructor(dataDir, name, { shown = false, limitBytes = LIMIT_BYTES } = {}) {
    const folder = path.join(dataDir, "logs");
    fs.mkdirSync(folder, { recursive: true, mode: 0o700 });
    // The folder of an earlier version was open to every user of the machine.
    fs.chmodSync(folder, 0o700);
    this.#file = path.join(folder, `${name}.log`);
    this.#size = fs.statSync(this.#file, { throwIfNoEntry: false })?.size ?? 0;
    this.#limitBytes = limitBytes;
    this.#shown = shown;
  }

  get file() {
    return this.#file;
  }

  /** Adds what the service wrote. A full disk loses lines of the log, and stops nothing. @param {Buffer} chunk */
  write(chunk) {
    if (this.#shown) process.stdout.write(chunk);
    try {
      if (this.#size > 0 && this.#size + chunk.length > this.#limitBytes) {
        fs.renameSync(this.#file, `${this.#file}.1`);
        this.#size = 0;
      }
      fs.appendFileSync(this.#file, chunk, { mode: 0o600 });
      this.#size += chunk.length;
    } catch {
      // The service goes on without a log.
    }
  }

  /** The last lines, for a fault's sentence. */
  tail(lines = 15) {
    if (!fs.existsSync(this.#file)) return "";
    return fs.readFileSync(this.#file, "utf8").trim().split("\n").slice(-lines).join("\n");
  }
}
