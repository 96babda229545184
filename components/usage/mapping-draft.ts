import type { MappingRules } from "@/server/usage/mappings/mapping-rules";

/** A line of the editor; `key` is its own while the page is open. */
export type PairDraft = { key: number; value: string; unit: string; meter: string; factor: string };
export type AccountDraft = { key: number; value: string; customer: string; name: string };
/** Rules as they stand in the fields. */
export type MappingDraft = {
  columns: Record<keyof MappingRules["columns"], string>;
  meters: PairDraft[];
  customers: AccountDraft[];
  /** One a line. */
  clouds: string;
};

/** In the place of a meter's slug: such rows are not counted. No slug has a blank. */
export const leftOut = "not counted";

/** Rules as fields. @param names of customers by id */
export function draftOf(
  { columns, meters, customers, clouds }: MappingRules,
  names: Record<string, string>,
): MappingDraft {
  const text = (value: string | null) => value ?? "";
  return {
    columns: {
      ...{ customer: text(columns.customer), cloud: text(columns.cloud), machine: text(columns.machine) },
      ...{ meter: text(columns.meter), quantity: text(columns.quantity), unit: text(columns.unit) },
    },
    meters: meters.map(({ value, unit, meter, factor }, key) => ({
      ...{ key, value, unit: text(unit), meter: meter ?? leftOut, factor: text(factor) },
    })),
    customers: customers.map(({ value, customer }, key) => ({
      key,
      value,
      customer,
      name: names[customer] ?? customer,
    })),
    clouds: clouds.join("\n"),
  };
}

/** Fields as rules; lines without a word are left away. */
export function rulesOf({ columns, meters, customers, clouds }: MappingDraft): MappingRules {
  const filled = (text: string) => text.trim() || null;
  return {
    columns: {
      ...{ customer: filled(columns.customer), cloud: filled(columns.cloud), machine: filled(columns.machine) },
      ...{ meter: filled(columns.meter), quantity: filled(columns.quantity), unit: filled(columns.unit) },
    },
    meters: meters
      .filter(({ value, unit, factor }) => filled(value) ?? filled(unit) ?? filled(factor))
      .map(({ value, unit, meter, factor }) => ({
        ...{ value: value.trim(), unit: filled(unit) },
        ...(meter === leftOut ? { meter: null, factor: null } : { meter, factor: filled(factor) }),
      })),
    customers: customers.map(({ value, customer }) => ({ value, customer })),
    clouds: clouds.split("\n").flatMap((line) => filled(line) ?? []),
  };
}

/** The first lines of a text file, whole, up to so many characters; undefined where it is no text. */
export function sampleOf(text: string, most: number): string | undefined {
  if (text.includes("\0") || text.includes("\ufffd")) return undefined;
  if (text.length < most) return text;
  return text.slice(0, text.lastIndexOf("\n", most - 1) + 1);
}
