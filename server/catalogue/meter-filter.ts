/** Which records a meter counts: those with one of these values of each of these dimensions. */
export type MeterFilter = Record<string, string[]>;

/** A filter as people write it: `region=eu,ch; tier=gold`. */
export const filterText = (filter: MeterFilter): string =>
  Object.entries(filter)
    .map(([name, values]) => `${name}=${values.join(",")}`)
    .join("; ");

/** Reads what people write; null where it is no filter. */
export function readFilter(text: string): MeterFilter | null {
  const filter = new Map<string, string[]>();
  for (const part of text.split(/[;\n]/).filter((one) => one.trim() !== "")) {
    const [name = "", ...rest] = part.split("=");
    const values = rest
      .join("=")
      .split(",")
      .map((value) => value.trim());
    if (name.trim() === "" || filter.has(name.trim()) || values.includes("")) return null;
    filter.set(name.trim(), values);
  }
  return Object.fromEntries(filter);
}

/** Why a meter with this filter leaves a record out, for people; null where it counts it. */
export function leftOut(filter: MeterFilter, dimensions: Readonly<Record<string, string>>): string | null {
  for (const [name, values] of Object.entries(filter)) {
    const value = Object.hasOwn(dimensions, name) ? dimensions[name] : undefined;
    if (value !== undefined && values.includes(value)) continue;
    const own = value === undefined ? `this record names no ${name}` : `that of this record is ${value}`;
    const more = values.length > named ? ` or one of ${values.length - named} more` : "";
    return `Only ${name} ${values.slice(0, named).join(" or ")}${more} counts; ${own}.`;
  }
  return null;
}
/** Values that a sentence names. */
const named = 5;
