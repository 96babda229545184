// The ogee wall and the sheet of water over its crest. The limit's end of the bar is x = 0; y runs as in the drawing of
// each size. `part` is how much of the sheet's thickness is drawn, from the wall outwards.

/** Sizes of the drawing at the right of the bar, in px. */
export const sizes = {
  L: { top: 50, bar: 56, height: 174, wall: 96, floor: 148, tankTop: 100 },
  M: { top: 5, bar: 24, height: 40, wall: 26, floor: 38, tankTop: 15, tank: 66 },
  S: { top: 5, bar: 10, height: 21, wall: 17, floor: 19, tankTop: 10, tank: 32 },
} as const;

export type GaugeSize = keyof typeof sizes;

export const wallPaths: Record<GaugeSize, string> = {
  L: "M0 50h4C30 50 28 147 95 148V149H0z",
  M: "M0 5h1.5C10 5 9 38 26 38H0z",
  S: "M0 5h1.5C6.2 5 5.58 19 17 19H0z",
};

/** The sheet over the crest, from the bar's surface to the floor. */
export function sheetPath(size: GaugeSize, part: number): string {
  const n = (value: number) => Number(value.toFixed(2));
  if (size === "L") {
    const up = n(50 - 11 * part);
    const end = n(148 - 11 * part);
    return `M-97.92 50C-65.28 50 -59.16 ${up} -34.68 ${up}H4C${n(30.6 + 10.2 * part)} ${up} 30.6 ${n(end - 3)} 96 ${end}V148C28.56 147 30.6 50 4 50Z`;
  }
  if (size === "M") {
    const up = n(5 - 6 * part);
    const end = n(38 - 6 * part);
    return `M-24 5C-15 5 -14 ${up} -7 ${up}H1.5C${n(10 + 3 * part)} ${up} 10 ${end} 26 ${end}V38C9 38 10 5 1.5 5Z`;
  }
  const up = n(5 - 3.4 * part);
  const end = n(19 - 3.4 * part);
  return `M-14.88 5C-9.3 5 -8.68 ${up} -4.34 ${up}H1.5C${n(6.2 + 1.86 * part)} ${up} 6.2 ${end} 17 ${end}V19C5.58 19 6.2 5 1.5 5Z`;
}

/** The bright thread in the large sheet, at just over half of the carried part. */
export function threadPath(part: number): string {
  const up = Number((50 - 6.05 * part).toFixed(2));
  const end = Number((148 - 6.6 * part).toFixed(2));
  return `M-30.6 ${up}H4C38.76 ${up} 30.6 ${(end - 2).toFixed(2)} 96 ${end}`;
}

/**
 * On a phone the sheet falls into a tank below the bar: the wall and the sheet, x = 0 at the limit, y = 58 the crest.
 */
export const phoneWall = "M0 58h4C26 58 35 92 36 134H0z";
export function phoneSheet(part: number): string {
  const n = (value: number) => Number(value.toFixed(2));
  const up = n(58 - 8 * part);
  const right = n(36 + 10 * part);
  return `M-56 58C-34 58 -34 ${up} -16 ${up}H4C34 ${up} ${right} ${n(92 - 4 * part)} ${right} ${n(134 - 2 * part)}V183H36V134C35 92 26 58 4 58Z`;
}
