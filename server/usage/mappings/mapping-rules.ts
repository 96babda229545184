import { numberText, parseExactJson } from "../record/exact-json";

/** A row's cells by lower-case name of their column; an empty cell and the text NULL are null. */
export type FocusRow = ReadonlyMap<string, string | null>;

/** What a column of a file may state. */
export const mappedThings = ["customer", "cloud", "machine", "meter", "quantity", "unit"] as const;
type MappedThing = (typeof mappedThings)[number];

/**
 * Rows whose meter column has this value, and which are in this unit (null: in any), are use of the meter (null: they
 * are not counted). One unit is `factor` of the meter's; without a factor the row's unit is converted to the meter's.
 */
export type MeterPair = { value: string; unit: string | null; meter: string | null; factor: string | null };

/** How the exports of a host cloud are read (docs/rules.md 3.18). */
export type MappingRules = {
  /** The column, or the key of a column of JSON (`Tags.machine`), that states each; null: as without rules. */
  columns: Record<MappedThing, string | null>;
  /** The first that fits a row holds. */
  meters: MeterPair[];
  /** Values of the customer column, and the customer of each by id or account identifier. */
  customers: { value: string; customer: string }[];
  /** Values of the cloud column that mean this cloud; without any its slug and its name. */
  clouds: string[];
};

/** Without rules of one's own. */
export const noRules: MappingRules = {
  columns: { customer: null, cloud: null, machine: null, meter: null, quantity: null, unit: null },
  meters: [],
  customers: [],
  clouds: [],
};

/** The text of a column, or of a key of a column that holds a JSON object: `Tags.machine`. null: there is none. */
export function cellOf(row: FocusRow, column: string): string | null {
  const whole = row.get(column.toLowerCase());
  if (whole !== undefined) return whole;
  const dot = column.indexOf(".");
  const json = dot < 1 ? null : row.get(column.slice(0, dot).toLowerCase());
  return json ? valueOfKey(json, column.slice(dot + 1)) : null;
}

/** The text or number under a key of a JSON object; null for anything else. */
function valueOfKey(json: string, key: string): string | null {
  let tags: unknown;
  try {
    tags = parseExactJson(json);
  } catch {
    return null;
  }
  if (typeof tags !== "object" || tags === null || !Object.hasOwn(tags, key)) return null;
  const value: unknown = (tags as Record<string, unknown>)[key];
  const text = typeof value === "string" ? (numberText(value) ?? value).trim() : "";
  return text === "" || text.includes("\0") ? null : text;
}

/** Whether a text is what a pattern says: in any case, `*` stands for any text. */
export function fitsPattern(pattern: string, text: string): boolean {
  const [first = "", ...rest] = pattern.toLowerCase().split("*");
  const whole = text.toLowerCase();
  const last = rest.pop();
  if (last === undefined) return whole === first;
  if (!whole.startsWith(first)) return false;
  let from = first.length;
  for (const part of rest) {
    const at = whole.indexOf(part, from);
    if (at < 0) return false;
    from = at + part.length;
  }
  return whole.length - last.length >= from && whole.endsWith(last);
}

const plainUnit = (unit: string) => unit.trim().replace(/\s+/g, " ");
/** Whether two texts are the same unit: in the same case, since GB is a gigabyte and Gb a gigabit. */
const sameUnit = (a: string, b: string): boolean => plainUnit(a) === plainUnit(b);

/** The first pair that fits a value and a unit. */
export const pairOf = (pairs: readonly MeterPair[], value: string, unit: string | null): MeterPair | undefined =>
  pairs.find(
    (pair) => (pair.unit === null || (unit !== null && sameUnit(pair.unit, unit))) && fitsPattern(pair.value, value),
  );
