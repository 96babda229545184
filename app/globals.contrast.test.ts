import { readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { describe, expect, it } from "vitest";

// WCAG 2.2 AA recomputed from the tokens themselves: text 4.5:1, marks and edges of controls 3:1.
const css = readFileSync(fileURLToPath(new URL("./globals.css", import.meta.url)), "utf8");

/** The hexadecimal color tokens declared inside the first block that starts with `head`. */
function tokens(head: string): Map<string, string> {
  const start = css.indexOf(head);
  if (start < 0) throw new Error(`globals.css has no block ${head}`);
  const block = css.slice(start, css.indexOf("\n}", start));
  return new Map([...block.matchAll(/--color-([a-z0-9-]+):\s*(#[0-9a-f]{6})\b/g)].map((m) => [m[1] ?? "", m[2] ?? ""]));
}

function luminance(hex: string): number {
  const channel = (at: number) => {
    const c = Number.parseInt(hex.slice(at, at + 2), 16) / 255;
    return c <= 0.04045 ? c / 12.92 : ((c + 0.055) / 1.055) ** 2.4;
  };
  return 0.2126 * channel(1) + 0.7152 * channel(3) + 0.0722 * channel(5);
}

function contrast(a: string, b: string): number {
  const [hi, lo] = [luminance(a), luminance(b)].sort((x, y) => y - x) as [number, number];
  return (hi + 0.05) / (lo + 0.05);
}

const pairs: [mark: string, ground: string, least: number][] = [];
for (const ground of ["canvas", "surface", "sunken", "raised", "hover", "selected", "code"])
  for (const ink of ["ink", "ink-2", "ink-3"]) pairs.push([ink, ground, 4.5]);
for (const ground of ["canvas", "surface", "raised", "sunken"])
  for (const meaning of ["accent", "fine", "near", "over", "overflow"]) pairs.push([meaning, ground, 4.5]);
for (const [mark, ground] of [
  ["fine", "fine-wash"],
  ["near", "near-wash"],
  ["over", "over-wash"],
  ["overflow-deep", "overflow-wash"],
  ["accent", "accent-wash"],
  ["ink", "near-wash"],
  ["ink", "over-wash"],
  ["ink-2", "overflow-wash"],
  ["ink-2", "near-wash"],
  ["on-accent", "accent"],
  ["on-overflow", "overflow"],
  ["canvas", "wall"],
  ["surface", "over"],
  ["surface", "near"],
  ["surface", "overflow"],
] as const)
  pairs.push([mark, ground, 4.5]);
for (const ground of ["surface", "canvas", "sunken"])
  for (const mark of ["control-line", "focus", "ghost", "near-mark"]) pairs.push([mark, ground, 3]);
for (let cloud = 1; cloud <= 8; cloud++)
  for (const ground of ["surface", "canvas"]) pairs.push([`cloud-${cloud}`, ground, 3]);
for (let cloud = 1; cloud <= 8; cloud++) pairs.push([`on-cloud-${cloud}`, `cloud-${cloud}`, 4.5]);

describe.each([
  ["light", "@theme static {"],
  ["dark", '[data-theme="dark"] {'],
])("contrast in %s", (_theme, head) => {
  const color = tokens(head);
  it.each(pairs)("%s on %s is at least %d:1", (mark, ground, least) => {
    const [a, b] = [color.get(mark), color.get(ground)];
    if (!a || !b) throw new Error(`globals.css lacks --color-${a ? ground : mark}`);
    expect(contrast(a, b)).toBeGreaterThanOrEqual(least);
  });
});
