/**
 * Marks a string that stood in the JSON as a number. U+0000 cannot stand in any text we store, so nothing else looks
 * so.
 */
const mark = "\u0000";
const stringOrNumber = /"[^"\\]*(?:\\.[^"\\]*)*"|-?\d+(?:\.\d+)?(?:[eE][+-]?\d+)?/g;

/**
 * JSON.parse that keeps every number as the text it was sent as, since a double would change 0.1 + 0.2 and 2^53 + 1.
 * Read the numbers with `numberText`.
 * @throws SyntaxError as JSON.parse does.
 */
export function parseExactJson(text: string): unknown {
  JSON.parse(text); // Only valid JSON is rewritten: the pattern below relies on it.
  return JSON.parse(text.replace(stringOrNumber, (token) => (token[0] === '"' ? token : `"\\u0000${token}"`)));
}

/** The text of a number that parseExactJson kept; null for anything else. */
export function numberText(value: unknown): string | null {
  return typeof value === "string" && value.startsWith(mark) ? value.slice(1) : null;
}
