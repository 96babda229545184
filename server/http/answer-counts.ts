const held = globalThis as typeof globalThis & { spillwayAnswers?: Map<number, number> };

/** Counts an answer of this process by its status. Each process has its own counts, as Prometheus expects. */
export function countAnswer(status: number): void {
  held.spillwayAnswers ??= new Map<number, number>();
  held.spillwayAnswers.set(status, (held.spillwayAnswers.get(status) ?? 0) + 1);
}

/** Answers of this process since it started, by status. */
export const answerCounts = (): [status: number, n: number][] =>
  [...(held.spillwayAnswers ?? [])].sort(([a], [b]) => a - b);
