import type { ParseArgsConfig } from "node:util";
import type { ProcedureName } from "@/server/trpc/root";

/** What a command gives: `json` for programs, `text` for people, and an exit code where it is not 0. */
type Result = { json: unknown; text: string; exitCode?: number };

/** One command of the operator's command line. */
export type Command = {
  /** As it is typed: "staff add". */
  name: string;
  usage: string;
  /** The procedures by which portal and console do the same (docs/api.md). */
  like?: ProcedureName[];
  options: NonNullable<ParseArgsConfig["options"]>;
  /** Names of positional arguments, all needed. */
  positionals?: string[];
  /** The last positional may be given several times. */
  repeats?: boolean;
  required?: string[];
  /** `lists` holds the values of options that may be given several times. */
  run: (
    options: Record<string, string | undefined>,
    positionals: string[],
    lists: Record<string, string[]>,
  ) => Promise<Result>;
};

/** Wrong options: exit code 2, with a sentence. */
export class UsageError extends Error {
  override readonly name = "UsageError";
}

const text = { type: "string" } as const;
/** Options of type string, by name. */
export const strings = (...names: string[]): Command["options"] =>
  Object.fromEntries(names.map((name) => [name, text]));

/** Options without a value: "true" where they are given. */
export const flags = (...names: string[]): Command["options"] =>
  Object.fromEntries(names.map((name) => [name, { type: "boolean" }]));

/** Options of type string that may be given several times. */
export const lists = (...names: string[]): Command["options"] =>
  Object.fromEntries(names.map((name) => [name, { ...text, multiple: true }]));

/** Rows as a plain table, columns as wide as they need. */
export function table(head: string[], rows: string[][]): string {
  const widths = head.map((title, column) => Math.max(title.length, ...rows.map((row) => row[column]?.length ?? 0)));
  const line = (cells: string[]) =>
    cells
      .map((cell, column) => cell.padEnd(widths[column] ?? 0))
      .join("  ")
      .trimEnd();
  return [line(head), ...rows.map(line)].join("\n");
}

/** The value of an option that knows a few words. @throws UsageError */
export function oneOf<T extends string>(value: string, allowed: readonly T[], option: string): T {
  if (!allowed.includes(value as T)) throw new UsageError(`${option} must be one of ${allowed.join(", ")}.`);
  return value as T;
}
