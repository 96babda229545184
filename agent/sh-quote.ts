/**
 * One POSIX shell word that stands for exactly `value`, whatever it holds: quotes, newlines, `$(…)`, backslashes.
 *
 * @throws RangeError when the value holds a NUL, which no shell variable can carry.
 */
export function shQuote(value: string): string {
  if (value.includes("\0")) throw new RangeError("A value for a shell script may not hold a NUL character.");
  return `'${value.replaceAll("'", `'\\''`)}'`;
}
