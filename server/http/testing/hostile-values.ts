import type { z } from "zod";

/** Numbers from a seed (mulberry32): the same seed draws the same inputs. */
export function dice(seed: number) {
  let state = seed;
  const next = () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
  const below = (n: number) => Math.floor(next() * n);
  const oneOf = <T>(list: readonly T[]): T => list[below(list.length)] as T;
  return { below, oneOf };
}
export type Dice = ReturnType<typeof dice>;

const cursor = (...parts: unknown[]) => Buffer.from(JSON.stringify(parts)).toString("base64url");

/** Texts that have broken a server: characters that cannot be stored, lengths, other syntaxes, numbers as text. */
export const hostileTexts: readonly string[] = [
  "\0",
  "a\0b",
  "\ud800",
  "a\udfffb",
  "",
  " ",
  "'",
  "\"'`;--",
  "%00",
  "%",
  "\\",
  "\r\nset-cookie: a=b",
  "\u202e\u0000",
  "x".repeat(5000),
  "é".repeat(300),
  "\u{1f600}".repeat(200),
  "-1",
  "1e999",
  "NaN",
  "2147483648",
  "9223372036854775808",
  "99999999999999999999999999999999",
  "0.0000000000000000000000001",
  "0000-01-01T00:00:00Z",
  "0000-01-01T00:00:00+14:00",
  "-000001-01-01T00:00:00Z",
  "9999-12-31T23:59:59-14:00",
  "2026-02-30T00:00:00Z",
  "2026-11-20T10:00:00Z",
  "{{7*7}}",
  "../../etc/passwd",
  "__proto__",
  "constructor",
  "{}",
  "[1,2",
  cursor("newest", "\0", "x"),
  cursor("newest", "\ud800", "x"),
  cursor("newest", "9999-99-99 99:99:99+00", "x"),
  cursor({}),
  Buffer.from("2026-99-99T99:99:99Z 00000000-0000-0000-0000-00000000000-").toString("base64url"),
];

const hostileValues: readonly unknown[] = [
  null,
  undefined,
  true,
  0,
  -1,
  -0.5,
  2 ** 31,
  2 ** 53,
  1e308,
  Number.NaN,
  [],
  [[]],
  ["\0"],
  {},
  { "\0": 1 },
  { length: -1 },
  JSON.parse('{"__proto__":{"a":1},"constructor":1}'),
  Array.from({ length: 3000 }, () => "x"),
  new Date(Number.NaN),
  new Date(-62_198_755_200_000),
];

/** Any value but a proper one. */
export const hostileValue = ({ below, oneOf }: Dice): unknown =>
  below(3) === 0 ? oneOf(hostileValues) : oneOf(hostileTexts);

type Def = {
  type: string;
  shape?: Record<string, z.ZodType>;
  element?: z.ZodType;
  innerType?: z.ZodType;
  options?: readonly z.ZodType[];
  in?: z.ZodType;
  left?: z.ZodType;
  right?: z.ZodType;
  values?: readonly unknown[];
  entries?: Record<string, unknown>;
  getter?: () => z.ZodType;
};

/**
 * A value by a schema: of its form, with texts out of `known` (ids that exist), and here and there something hostile.
 */
export function drawn(schema: z.ZodType, draw: Dice, known: readonly string[]): unknown {
  const { below, oneOf } = draw;
  if (below(6) === 0) return hostileValue(draw);
  const def = schema.def as unknown as Def;
  const inner = (of: z.ZodType | undefined) => (of ? drawn(of, draw, known) : hostileValue(draw));
  switch (def.type) {
    case "object":
      return Object.fromEntries(Object.entries(def.shape ?? {}).map(([name, field]) => [name, inner(field)]));
    case "string":
      return below(3) === 0 ? oneOf(hostileTexts) : oneOf(known);
    case "number":
      return oneOf([0, 1, 7, 50, 1000, 2 ** 31, -1]);
    case "bigint":
      return oneOf([0n, 1n, -1n, 2n ** 63n, 2n ** 70n]);
    case "boolean":
      return below(2) === 0;
    case "date":
      return new Date("2026-11-20T10:00:00Z");
    case "enum":
      return oneOf(Object.values(def.entries ?? {}));
    case "literal":
      return oneOf(def.values ?? []);
    case "array":
      return Array.from({ length: below(4) }, () => inner(def.element));
    case "union":
      return inner(oneOf(def.options ?? []));
    case "pipe":
      return inner(def.in);
    case "intersection":
      return Object.assign({}, inner(def.left), inner(def.right));
    case "optional":
    case "nullable":
    case "default":
    case "prefault":
      return below(3) === 0 ? undefined : inner(def.innerType);
    case "readonly":
    case "nonoptional":
    case "catch":
      return inner(def.innerType);
    case "lazy":
      return inner(def.getter?.());
    default:
      return hostileValue(draw);
  }
}
