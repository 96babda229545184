/** Words of units that mean the same in FOCUS and are no data size, by how meters write them. */
const times: Readonly<Record<string, string>> = { h: "Hours", min: "Minutes", s: "Seconds", d: "Days" };

/**
 * A meter's unit as FOCUS writes units (1.2, UnitFormat): a compound by a hyphen ("vCPU-Hours" for "vCPU·h"), counted
 * things with a capital letter. Sizes and what is already written so stay as they are.
 */
export function focusUnit(unit: string): string {
  const compound = /^(.+)·(h|min|s|d)$/.exec(unit);
  if (compound) return `${focusUnit(compound[1] ?? "")}-${times[compound[2] ?? ""]}`;
  const time = times[unit];
  if (time) return time;
  return /^[a-z]{3}/.test(unit) ? `${unit.slice(0, 1).toUpperCase()}${unit.slice(1)}` : unit;
}
