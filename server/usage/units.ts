import { Exact, quantityBelow, readExact, writeExact } from "../quantity";

/**
 * Sizes in bytes, as FOCUS writes their units (attributes/unit_format): a b is a bit, a B a byte, and a prefix has one
 * form, but for the kilo that many write with a small k.
 */
export const sizesInBytes: ReadonlyMap<string, Exact> = new Map([
  ["B", new Exact(1)],
  ["b", new Exact(1).div(8)],
  ...["K", "M", "G", "T", "P", "E"].flatMap((letter, n) =>
    [1000, 1024].flatMap((base) =>
      (letter === "K" ? ["K", "k"] : [letter]).flatMap((first): [string, Exact][] => {
        const [prefix, size] = [base === 1024 ? `${first}i` : first, new Exact(base).pow(n + 1)];
        return [
          [`${prefix}B`, size],
          [`${prefix}b`, size.div(8)],
        ];
      }),
    ),
  ),
]);

/** How many a unit like "10K requests" counts at once: its digits and its letter. */
export const countedAtOnce = (digits: string | undefined, letter: string | undefined): Exact =>
  new Exact(digits ?? 1).times(letter === "k" ? 1000 : letter === "m" ? 1_000_000 : 1);

const seconds: Readonly<Record<string, number>> = { second: 1, minute: 60, hour: 3600, day: 86_400 };
const timeWords: ReadonlyMap<string, number> = new Map(
  [
    ["s", "sec", "second"],
    ["min", "minute"],
    ["h", "hr", "hour"],
    ["d", "day"],
  ].flatMap((words) => words.map((word): [string, number] => [word, seconds[words.at(-1) ?? ""] ?? 1])),
);

/** A unit taken apart: so many of a thing, which is a size in bytes or what is counted, for so many seconds or none. */
type UnitParts = { thing: string; many: Exact; time: number | null };

const singular = (word: string) => word.toLowerCase().replace(/s$/, "");

function partsOf(text: string): UnitParts {
  const trimmed = text.trim();
  const alone = timeOf(trimmed);
  if (alone !== undefined) return { thing: "", many: new Exact(1), time: alone };
  const held = /^(.+?)\s*[\s·*-]\s*([a-z]+)$/i.exec(trimmed);
  const time = held ? timeOf(held[2] ?? "") : undefined;
  if (held && time !== undefined) return { ...partsOf(held[1] ?? ""), time };
  const size = sizesInBytes.get(trimmed);
  if (size) return { thing: "byte", many: size, time: null };
  const counted = /^(\d{1,12})([km])?\s+(.+)$/i.exec(trimmed);
  if (counted)
    return {
      thing: singular(counted[3] ?? ""),
      many: countedAtOnce(counted[1], counted[2]?.toLowerCase()),
      time: null,
    };
  return { thing: singular(trimmed), many: new Exact(1), time: null };
}

/** "s" is no plural of nothing: words are tried as they are first. */
const timeOf = (word: string): number | undefined => timeWords.get(word.toLowerCase()) ?? timeWords.get(singular(word));

/**
 * A quantity in another unit, exactly: sizes, distinguished by case (1 GB = 0.931322574615478515625 GiB), times, one by
 * the other (GB-hours, vCPU·min), and counted things (10K requests).
 * @returns the decimal string, or a sentence that says why it cannot be converted
 */
export function convertQuantity(quantity: string, from: string, to: string): { quantity: string } | { fault: string } {
  if (from.trim() === to) return { quantity };
  const [given, wanted] = [partsOf(from), partsOf(to)];
  if (given.thing !== wanted.thing || (given.time === null) !== (wanted.time === null) || given.many.isZero())
    return { fault: `${from} cannot be converted to ${to}. Send it in ${to}.` };
  const whole = readExact(quantity)
    .times(given.many)
    .times(given.time ?? 1);
  const divisor = wanted.many.times(wanted.time ?? 1);
  const value = whole.div(divisor);
  // A third has no last decimal: it would be rounded.
  if (!value.times(divisor).eq(whole))
    return { fault: `${quantity} ${from} is no decimal number of ${to}. Send it in ${to}.` };
  if (value.gte(quantityBelow)) return { fault: `${quantity} ${from} is too large: it must be below 10^18 ${to}.` };
  return { quantity: writeExact(value) };
}
