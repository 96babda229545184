import { join } from "node:path";
import { setTimeout as wait } from "node:timers/promises";
import { CloudError } from "./cloud-error";
import { readJson, writeJson } from "./durable-file";

const SLOW_MS = 3000;

/**
 * Failures told by name: `-slow-`, `-full-`, `-broken-`, `-lost-` and `-once-` inside the name of an instance, flavor,
 * account or notice. With `-once-` beside another (`x-lost-once-y`) that other one happens the first time only; alone
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
   * Does the work as the names tell it to fail.
   *
   * @param key what "the first time" is counted by
   * @returns the work's result, and whether the connection is to be dropped instead of answering
   * @throws CloudError 409 `no_capacity` or 500 `broken`, before the work is done
   */
  async around<T>(names: string[], key: string, work: () => T | Promise<T>): Promise<{ result: T; lost: boolean }> {
    const told = (word: string) => names.some((name) => name.includes(`-${word}-`));
    const once = told("once");
    if (once && !this.first(key)) return { result: await work(), lost: false };
    if (told("slow")) await wait(SLOW_MS);
    if (told("full")) throw new CloudError(409, "no_capacity", "There is no capacity left, as the name asks for.");
    const alone = once && !told("slow") && !told("lost");
    if (told("broken") || alone) throw new CloudError(500, "broken", "The cloud is broken, as the name asks for.");
    return { result: await work(), lost: told("lost") };
  }

  private first(key: string): boolean {
    if (this.met.has(key)) return false;
    this.met.add(key);
    writeJson(this.file, [...this.met]);
    return true;
  }
}
