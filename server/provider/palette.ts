import { contrastOf, hexOf, type Oklch, oklchOf } from "./oklch";

/** The tokens of app/globals.css that follow the provider's color, of one theme. */
export type Palette = {
  accent: string;
  accentHover: string;
  accentWash: string;
  accentLine: string;
  onAccent: string;
  focus: string;
  selected: string;
};

/** What the accent stands on, as app/globals.css has it; palette.test.ts compares them. */
export const grounds = {
  light: { canvas: "#f4f6f6", surface: "#ffffff", sunken: "#eef1f1", raised: "#ffffff", ink3: "#5d6d73" },
  dark: { canvas: "#0b1012", surface: "#12191c", sunken: "#0d1416", raised: "#192326", ink3: "#85969b" },
};

const readable = 4.5;

/** The color, lighter or darker by steps until `fits`; its hue stays. */
function moved(color: Oklch, step: number, fits: (hex: string) => boolean): { hex: string; color: Oklch } {
  for (let l = color.l; ; l += step) {
    const now = { ...color, l: Math.min(1, Math.max(0, l)) };
    const hex = hexOf(now);
    if (fits(hex) || l <= 0 || l >= 1) return { hex, color: now };
  }
}

const on =
  (ground: string, least = readable) =>
  (hex: string) =>
    contrastOf(hex, ground) >= least;

/**
 * The tokens of both themes for a color: its hue, at a lightness at which links and buttons are readable. A color that
 * is readable as it is stays as it is.
 * @param hex `#rrggbb`
 */
export function paletteOf(hex: string): { light: Palette; dark: Palette } {
  const given = oklchOf(hex.toLowerCase());
  return { light: lightOf(given), dark: darkOf(given) };
}

function lightOf(given: Oklch): Palette {
  const { canvas, surface, sunken, raised, ink3 } = grounds.light;
  const wash = hexOf({ ...given, l: 0.945, c: Math.min(given.c, 0.022) });
  const accent = moved(given, -0.005, (hex) => [canvas, surface, sunken, raised, wash].every((one) => on(one)(hex)));
  return {
    accent: accent.hex,
    accentHover: hexOf({ ...accent.color, l: Math.max(0, accent.color.l - 0.07) }),
    accentWash: wash,
    accentLine: hexOf({ ...given, l: 0.8, c: Math.min(given.c, 0.06) }),
    onAccent: "#ffffff",
    focus: accent.hex,
    selected: moved({ ...given, l: 0.945, c: Math.min(given.c, 0.016) }, 0.003, on(ink3)).hex,
  };
}

function darkOf(given: Oklch): Palette {
  const { canvas, surface, sunken, raised, ink3 } = grounds.dark;
  const wash = hexOf({ ...given, l: 0.265, c: Math.min(given.c, 0.04) });
  const onAccent = hexOf({ ...given, l: 0.2, c: Math.min(given.c, 0.03) });
  // A light theme's accent is too deep for dark ground: it begins lighter and somewhat paler.
  const start = { ...given, l: Math.max(given.l, 0.76), c: Math.min(given.c, 0.13) };
  const accent = moved(start, 0.005, (hex) =>
    [canvas, surface, sunken, raised, wash, onAccent].every((one) => on(one)(hex)),
  );
  return {
    accent: accent.hex,
    accentHover: hexOf({ ...accent.color, l: Math.min(1, accent.color.l + 0.06) }),
    accentWash: wash,
    accentLine: hexOf({ ...given, l: 0.41, c: Math.min(given.c, 0.055) }),
    onAccent,
    focus: accent.hex,
    selected: moved({ ...given, l: 0.26, c: Math.min(given.c, 0.035) }, -0.003, on(ink3)).hex,
  };
}

const names: Record<keyof Palette, string> = {
  accent: "accent",
  accentHover: "accent-hover",
  accentWash: "accent-wash",
  accentLine: "accent-line",
  onAccent: "on-accent",
  focus: "focus",
  selected: "selected",
};

/** The declarations of a theme's tokens: `--color-accent:#…;…`. */
const declarations = (palette: Palette): string =>
  (Object.keys(names) as (keyof Palette)[]).map((key) => `--color-${names[key]}:${palette[key]}`).join(";");

/** The style sheet that lays the provider's color over app/globals.css. */
export function themeSheet(hex: string): string {
  const { light, dark } = paletteOf(hex);
  return `:root:root{${declarations(light)}}:root[data-theme="dark"]{${declarations(dark)}}`;
}
