import { join } from "node:path";
import { setTimeout as wait } from "node:timers/promises";
import { CloudError } from "./cloud-error";
import { readJson, writeJson } from "./durable-file";

const SLOW_MS = 3000;

/**
 * Failures by name: `-slow-`, `-full-`, `-broken-`, `-lost-` and `-once-` inside the name of an instance, flavor,
 * account or notice. With `-once-` and another (`x-lost-once-y`) that other one happens the first time only; alone
 * it is a 500.
 */
export class Failures {
  private readonly file: string;
  private readonly met: Set<string>;

  constructor(data: string) {
    this.file = join(data, "failures.json");
    this.met = new Set(readJson<string[]>(this.file) ?? []);
  }

  /**
   * Does the work, and fails as the names ask for.
   *
   * @param key what "the first time" is counted by
   * @returns the work's result, and whether the connection is to be dropped instead of answering
   * @throws CloudError 409 `no_capacity` or 500 `broken`, before the work is done
   */
  async around<T>(names: string[], key: string, work: () => T | Promise<T>): Promise<{ result: T; lost: boolean }> {
    const asked = (word: string) => names.some((name) => name.includes(`-${word}-`));
    const once = asked("once");
    if (once && !this.first(key)) return { result: await work(), lost: false };
    if (asked("slow")) await wait(SLOW_MS);
    if (asked("full")) throw new CloudError(409, "no_capacity", "There is no capacity left, as the name asks for.");
    const alone = once && !asked("slow") && !asked("lost");
    if (asked("broken") || alone) throw new CloudError(500, "broken", "The cloud is broken, as the name asks for.");
    return { result: await work(), lost: asked("lost") };
  }

  private first(key: string): boolean {
    if (this.met.has(key)) return false;
    this.met.add(key);
    writeJson(this.file, [...this.met]);
    return true;
  }
}
