import type { StatementLine } from "@/server/money/statement-view";

/** The use of the line's window and what the limit covers of it, in the meter's unit; null where it is not known. */
export function coveredOf({
  used,
  covered,
}: Pick<StatementLine, "used" | "covered">): { used: string; covered: string } | null {
  return used === null || covered === null ? null : { used, covered };
}
