/**
 * Marks a string that was a number in the JSON. No text that is stored may hold U+0000, so no other string has it.
 */
const mark = "\u0000";
const stringOrNumber = /"[^"\\]*(?:\\.[^"\\]*)*"|-?\d+(?:\.\d+)?(?:[eE][+-]?\d+)?/g;

/**
 * JSON.parse that reads every number as its text, because a double would change 0.1 + 0.2 and 2^53 + 1. `numberText`
 * gives the text.
 * @throws SyntaxError as JSON.parse does
 */
export function parseExactJson(text: string): unknown {
  JSON.parse(text); // Only valid JSON is rewritten: the pattern below relies on it.
  return JSON.parse(text.replace(stringOrNumber, (token) => (token[0] === '"' ? token : `"\\u0000${token}"`)));
}

/** The text of a number that parseExactJson read; null for anything else. */
export function numberText(value: unknown): string | null {
  return typeof value === "string" && value.startsWith(mark) ? value.slice(1) : null;
}
