import { cpus, loadavg } from "node:os";
import type { Figure, Spread } from "./measure";

/** Where and when figures were taken: without it they say little. */
export type Conditions = {
  at: string;
  cores: number;
  processor: string;
  /** Work in hand on the machine, ours among it: average over the last minute, before and after. */
  load: [number, number];
  node: string;
  postgres: string;
  rounds: number;
  webProcesses: number;
};

export function conditionsAt(
  at: Date,
  before: number,
  about: Pick<Conditions, "postgres" | "rounds" | "webProcesses">,
): Conditions {
  return {
    at: at.toISOString(),
    cores: cpus().length,
    processor: cpus()[0]?.model.trim() ?? "unknown",
    load: [before, loadavg()[0] ?? 0],
    node: process.version,
    ...about,
  };
}

const head = ["what", "median (least–most)", "floor", "its median", "ratio", "growth (the floor's)"];

/** One line for each floor; what belongs to the subject stands in its first line. */
function lines({ what, unit, value, growth, floors }: Figure): string[][] {
  return floors.map((floor, n) => [
    n === 0 ? what : "",
    n === 0 ? `${spreadOf(value)} ${unit}` : "",
    floor.name,
    `${short(floor.value.median)} ${unit}`,
    unit.endsWith("/s") ? `${short(floor.ratio.median)} of its rate` : `${short(floor.ratio.median)} × its time`,
    n === 0 ? `${short(growth.median)} (${short(floor.growth.median)})` : "",
  ]);
}

/** The table of docs/performance.md. */
export function markdown(figures: readonly Figure[], conditions: Conditions): string {
  const row = (cells: readonly string[]) => `| ${cells.join(" | ")} |`;
  const rows = figures.flatMap((figure) => lines(figure).map((cells) => row(cells)));
  return [sentence(conditions), "", row(head), row(head.map(() => "---")), ...rows].join("\n");
}

/** The same for a terminal, one part for each bench. */
export function plain(figures: readonly Figure[], conditions: Conditions): string {
  const all = figures.map((figure) => ({ bench: figure.bench, cells: lines(figure) }));
  const rows = all.flatMap(({ cells }) => cells);
  const widths = head.map((title, n) => Math.max(title.length, ...rows.map((cells) => cells[n]?.length ?? 0)));
  const text = (cells: readonly string[]) => cells.map((cell, n) => cell.padEnd(widths[n] ?? 0)).join("  ");
  const parts = all.map(({ bench, cells }, n) => {
    const title = bench === all[n - 1]?.bench ? [] : ["", bench];
    return [...title, ...cells.map((one) => text(one).trimEnd())].join("\n");
  });
  return [sentence(conditions), "", text(head), ...parts].join("\n");
}

function sentence({ at, cores, processor, load, node, postgres, rounds, webProcesses }: Conditions): string {
  const when = `${at.slice(0, 10)} ${at.slice(11, 16)} UTC`;
  const busy = `load ${load.map((value) => value.toFixed(1)).join(" before, ")} after`;
  return `${when}, ${cores} cores (${processor}) for client and server together, ${busy}, Node ${node.slice(1)}, PostgreSQL ${postgres}, web processes: ${webProcesses}, ${rounds} rounds.`;
}

function spreadOf({ median, min, max }: Spread): string {
  return `${short(median)} (${short(min)}–${short(max)})`;
}

/** Three digits that mean something. */
function short(value: number): string {
  if (value >= 1000) return Number(value.toPrecision(3)).toLocaleString("en-US");
  return value >= 100 ? value.toFixed(0) : value >= 10 ? value.toFixed(1) : value.toFixed(2);
}
