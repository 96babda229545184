const code = (sign: string) => sign.charCodeAt(0);
const [quote, backslash, comma] = [code('"'), code("\\"), code(",")];
const [openArray, closeArray, openObject, closeObject] = [code("["), code("]"), code("{"), code("}")];
const spaces = new Set([code(" "), code("\t"), code("\n"), code("\r")]);

/**
 * The elements of a JSON array, cut apart and not read: where each is valid JSON, the whole is, since nothing else than
 * commas and space may stand between them. An element that is empty is yielded as it is, and is no JSON.
 * @param bytes UTF-8
 * @returns each element's bytes, a part of `bytes`; the generator ends early where nobody asks further
 * @throws SyntaxError with what is wrong around the elements
 */
export function* arrayElements(bytes: Buffer): Generator<Buffer> {
  let at = afterSpace(bytes, 0);
  if (bytes[at] !== openArray) throw new SyntaxError("it begins with another value");
  at = afterSpace(bytes, at + 1);
  if (bytes[at] === closeArray) return requireEnd(bytes, at + 1);
  for (;;) {
    const end = endOfElement(bytes, at);
    yield bytes.subarray(at, end);
    if (bytes[end] === closeArray) return requireEnd(bytes, end + 1);
    at = end + 1;
  }
}

/** Where the element that begins at `at` ends: its array's next comma, or its closing bracket. */
function endOfElement(bytes: Buffer, at: number): number {
  let depth = 0;
  for (let here = at; here < bytes.length; here++) {
    const byte = bytes[here];
    if (byte === quote) here = endOfText(bytes, here);
    else if (depth === 0 && (byte === comma || byte === closeArray)) return here;
    else if (byte === openArray || byte === openObject) depth++;
    else if (byte === closeArray || byte === closeObject) depth--;
  }
  throw new SyntaxError("it ends within its array");
}

/** Where the text ends whose opening quote stands at `at`. */
function endOfText(bytes: Buffer, at: number): number {
  for (let here = at + 1; here < bytes.length; here++) {
    if (bytes[here] === backslash) here++;
    else if (bytes[here] === quote) return here;
  }
  throw new SyntaxError("it ends within a text");
}

function requireEnd(bytes: Buffer, at: number): void {
  if (afterSpace(bytes, at) < bytes.length) throw new SyntaxError("something stands after its array");
}

function afterSpace(bytes: Buffer, at: number): number {
  let here = at;
  while (spaces.has(bytes[here] ?? -1)) here++;
  return here;
}
