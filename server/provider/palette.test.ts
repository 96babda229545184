import { readFileSync } from "node:fs";
import fc from "fast-check";
import { expect, test } from "vitest";
import { contrastOf, hexOf, oklchOf } from "./oklch";
import { grounds, type Palette, paletteOf, themeSheet } from "./palette";

const css = readFileSync(new URL("../../app/globals.css", import.meta.url), "utf8");
const blockOf = (head: string) => css.slice(css.indexOf(head), css.indexOf("\n}", css.indexOf(head)));
const color = fc.integer({ min: 0, max: 0xffffff }).map((n) => `#${n.toString(16).padStart(6, "0")}`);

test("the grounds are those of the style sheet", () => {
  for (const [theme, head] of [
    ["light", "@theme static {"],
    ["dark", '[data-theme="dark"] {'],
  ] as const) {
    const { ink3, ...others } = grounds[theme];
    for (const [name, hex] of Object.entries({ ...others, "ink-3": ink3 }))
      expect(blockOf(head)).toContain(`--color-${name}: ${hex};`);
  }
});

test("whatever color a provider has, links and buttons are readable in light and dark", () => {
  const readable = (palette: Palette, theme: keyof typeof grounds) => {
    const { ink3, ...standsOn } = grounds[theme];
    for (const ground of [...Object.values(standsOn), palette.accentWash, palette.onAccent])
      expect(contrastOf(palette.accent, ground)).toBeGreaterThanOrEqual(4.5);
    expect(contrastOf(palette.onAccent, palette.accentHover)).toBeGreaterThanOrEqual(4.5);
    expect(contrastOf(ink3, palette.selected)).toBeGreaterThanOrEqual(4.5);
    for (const ground of Object.values(standsOn)) expect(contrastOf(palette.focus, ground)).toBeGreaterThanOrEqual(3);
  };
  const both = (hex: string) => {
    const { light, dark } = paletteOf(hex);
    readable(light, "light");
    readable(dark, "dark");
  };
  for (const hex of ["#000000", "#ffffff", "#ffff00", "#00ff00", "#0000ff", "#ff0000", "#808080"]) both(hex);
  fc.assert(fc.property(color, both), { numRuns: 300 });
});

test("a color that is readable as it is stays as it is, and its hue stays in any case", () => {
  expect(paletteOf("#7A1F5C").light.accent).toBe("#7a1f5c");
  const { accent } = paletteOf("#ffd400").light;
  expect(Math.abs(oklchOf(accent).h - oklchOf("#ffd400").h)).toBeLessThan(0.1);
});

test("colors come back from OKLCH as they went in", () => {
  fc.assert(
    fc.property(color, (hex) => {
      expect(hexOf(oklchOf(hex))).toBe(hex);
    }),
  );
});

test("the sheet outweighs the design's own tokens in both themes", () => {
  expect(themeSheet("#7a1f5c")).toMatch(/^:root:root\{--color-accent:#7a1f5c;.+\}:root\[data-theme="dark"\]\{/);
});
