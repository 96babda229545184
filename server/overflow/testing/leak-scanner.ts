import { gunzipSync, inflateSync } from "node:zlib";

/** Nested encodings are followed so deep. */
const depthMax = 6;

/**
 * Looks for figures that must not leave (docs/rules.md 5.9) in bytes that left: in the text itself and in whatever
 * it holds as JSON strings, base64, base64url or gzip, nested. A figure is found however it is written: 7919.137,
 * 7,919.137, 7919137, 7.919137e3.
 * @returns a sentence for each place.
 */
export function findLeaks(sent: { where: string; bytes: string | Buffer }[], figures: readonly string[]): string[] {
  const searches = figures.map((figure) => ({ figure, forms: formsOf(figure) }));
  return sent.flatMap(({ where, bytes }) => {
    const texts = [...decodings(Buffer.from(bytes), depthMax)];
    return searches
      .filter(({ forms }) => texts.some((text) => forms.some((form) => form.test(text))))
      .map(({ figure }) => `${where} holds ${figure}`);
  });
}

/** Looks for texts in stored bytes, in the same encodings. @returns a sentence for each place, without the text */
export function findTexts(
  stored: { where: string; bytes: string | Buffer }[],
  texts: ReadonlyMap<string, string>,
): string[] {
  return stored.flatMap(({ where, bytes }) => {
    const decoded = [...decodings(Buffer.from(bytes), depthMax)];
    return [...texts]
      .filter(([, text]) => decoded.some((one) => one.includes(text)))
      .map(([name]) => `${where} holds ${name}`);
  });
}

function formsOf(figure: string): RegExp[] {
  const [whole = "", fraction = ""] = figure.split(".");
  const grouped = whole.replace(/\B(?=(\d{3})+$)/g, "[,.' ]?");
  const digits = whole + fraction;
  const bounded = (pattern: string) => new RegExp(`(?<![\\d.])${pattern}(?!\\d)`, "i");
  return [
    bounded(`${grouped}${fraction ? `[.,]${fraction}0*` : "(?:\\.0+)?"}`),
    bounded(`${digits[0]}\\.${digits.slice(1)}0*e\\+?${whole.length - 1}`),
    ...(fraction ? [bounded(digits)] : []),
  ];
}

/** The text of some bytes, and of everything encoded in it. */
function* decodings(bytes: Buffer, depth: number): Generator<string> {
  const text = bytes.toString("utf8");
  yield text;
  if (depth === 0) return;
  for (const unpack of [gunzipSync, inflateSync]) {
    try {
      yield* decodings(unpack(bytes), depth - 1);
    } catch {
      // Not packed that way.
    }
  }
  for (const [, inner = ""] of text.matchAll(/"((?:[^"\\]|\\.)*\\(?:[^"\\]|\\.)*)"/g)) {
    try {
      yield* decodings(Buffer.from(JSON.parse(`"${inner}"`) as string), depth - 1);
    } catch {
      // Not a JSON string.
    }
  }
  for (const [found] of text.matchAll(/[A-Za-z0-9+/_-]{8,}={0,2}/g)) {
    const decoded = Buffer.from(found.replaceAll("-", "+").replaceAll("_", "/"), "base64");
    if (isText(decoded) || decoded[0] === 0x1f) yield* decodings(decoded, depth - 1);
  }
}

/** Most base64-looking words are words: what does not decode to text is not followed. */
function isText(bytes: Buffer): boolean {
  return (
    bytes.length > 3 && !bytes.subarray(0, 200).some((byte) => byte < 9 || (byte > 13 && byte < 32) || byte === 127)
  );
}
