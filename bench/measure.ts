import { setImmediate } from "node:timers/promises";

/** Figures of several rounds. Machines are noisy: the median is read, the rest says how far to trust it. */
export type Spread = { median: number; min: number; max: number };

/** Gets work of that size ready, untimed, and gives back what is timed. */
type Prepare = (size: number) => (() => Promise<unknown>) | Promise<() => Promise<unknown>>;

/** How a time becomes a figure: how many a second, the time of each in ms or µs, or the time of all of it in ms. */
type Unit = "/s" | "ms each" | "µs each" | "ms";

export type Comparison = {
  what: string;
  /** The work; it is done in this size and in twice this size. */
  size: number;
  unit: Unit;
  /** What is counted, for rates: rows, documents. */
  noun?: string;
  subject: Prepare;
  /** The same work with nothing of ours in it. The first one's growth is shown next to the subject's. */
  floors: { name: string; prepare: Prepare }[];
};

export type Figure = {
  bench: string;
  what: string;
  unit: string;
  value: Spread;
  /** Time of twice the work by time of the work: 2 is linear. */
  growth: Spread;
  floors: { name: string; value: Spread; ratio: Spread; growth: Spread }[];
};

const sizes = [["single", 1] as const, ["double", 2] as const];

export type Pace = { rounds: number; note(text: string): void };

/**
 * Measures a subject against its floors: in every round each floor and the subject take turns, in both sizes, so that
 * what else the machine does meets all of them alike. One round is thrown away before. The ratio is taken within a
 * round: of rates the share of the floor's rate, of times how many times the floor's time.
 */
export async function compare(bench: string, asked: Comparison, pace: Pace): Promise<Figure> {
  const { what, size, unit, noun, floors } = asked;
  const runners = [...floors.map(({ prepare }) => prepare), asked.subject];
  const times: { single: number[]; double: number[] }[] = runners.map(() => ({ single: [], double: [] }));
  for (let round = -1; round < pace.rounds; round++) {
    pace.note(`${bench}: ${what} ${round < 0 ? "warming up" : `round ${round + 1} of ${pace.rounds}`}`);
    // Which size comes first alternates, so that growth is not what the first run leaves to the second.
    for (const [key, factor] of round % 2 === 0 ? sizes : [...sizes].reverse())
      for (const [n, prepare] of runners.entries()) {
        const spent = await timed(await prepare(size * factor));
        if (round >= 0) times[n]?.[key].push(spent);
      }
  }
  const own = times.pop();
  if (!own) throw new Error("There is nothing to measure.");
  const growthOf = ({ single, double }: typeof own) => spread(double.map((time, n) => time / (single[n] as number)));
  return {
    bench,
    what,
    unit: unit === "/s" ? `${noun ?? ""}/s` : unit,
    value: spread(own.single.map((time) => figureOf(time, size, unit))),
    growth: growthOf(own),
    floors: floors.map(({ name }, n) => {
      const floor = times[n] as typeof own;
      return {
        name,
        value: spread(floor.single.map((time) => figureOf(time, size, unit))),
        ratio: spread(
          floor.single.map((time, round) => {
            const mine = own.single[round] as number;
            return unit === "/s" ? time / mine : mine / time;
          }),
        ),
        growth: growthOf(floor),
      };
    }),
  };
}

/** Milliseconds that the work took. The event loop is emptied before, so that nobody pays for the one before. */
async function timed(work: () => Promise<unknown>): Promise<number> {
  await setImmediate();
  const begun = performance.now();
  await work();
  return performance.now() - begun;
}

function figureOf(ms: number, size: number, unit: Unit): number {
  if (unit === "/s") return (size / ms) * 1000;
  if (unit === "ms") return ms;
  return (ms / size) * (unit === "µs each" ? 1000 : 1);
}

function spread(values: readonly number[]): Spread {
  const sorted = [...values].sort((a, b) => a - b);
  const at = (place: number) => sorted[place] ?? Number.NaN;
  const half = sorted.length / 2;
  const median = sorted.length % 2 === 1 ? at(Math.floor(half)) : (at(half - 1) + at(half)) / 2;
  return { median, min: at(0), max: at(sorted.length - 1) };
}

/** Runs the pieces over so many lines at once, each line taking the next piece when it is done. */
export async function sideBySide<T>(pieces: readonly T[], lines: number, work: (piece: T) => Promise<unknown>) {
  const left = [...pieces];
  const line = async () => {
    for (let piece = left.shift(); piece !== undefined; piece = left.shift()) await work(piece);
  };
  await Promise.all(Array.from({ length: lines }, line));
}
