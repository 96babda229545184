// Written out, because Tailwind finds class names by reading the source. A ninth cloud starts again at the first color;
// its name is always shown with it.
const swatches = [
  "bg-cloud-1",
  "bg-cloud-2",
  "bg-cloud-3",
  "bg-cloud-4",
  "bg-cloud-5",
  "bg-cloud-6",
  "bg-cloud-7",
  "bg-cloud-8",
] as const;

function place(colorIndex: number): number {
  return (((Math.trunc(colorIndex) - 1) % 8) + 8) % 8;
}

/** The class of a cloud's swatch. `colorIndex` from 1, in the order the clouds were added. */
export function cloudSwatchClass(colorIndex: number): string {
  return swatches[place(colorIndex)] ?? "bg-cloud-1";
}

/** The CSS color of a cloud's area, for drawings. */
export function cloudFill(colorIndex: number): string {
  return `var(--color-cloud-${place(colorIndex) + 1})`;
}

/** The CSS color of text on that area. */
export function cloudInk(colorIndex: number): string {
  return `var(--color-on-cloud-${place(colorIndex) + 1})`;
}
