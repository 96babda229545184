/** How a window's use of each kind of meter may become one figure (docs/rules.md 3.8, 3.15). Imports nothing. */
export const aggregationsOf = {
  counter: ["sum"],
  gauge: ["max", "average", "last"],
  unique: ["unique"],
} as const;
