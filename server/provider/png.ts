import { crc32 } from "node:zlib";
import { DomainError } from "../errors";

const signature = Buffer.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a]);

/** What a logo may be: bytes of the file, pixels of a side. */
const logoBounds = { bytes: 100 * 1024, side: { least: 16, most: 1024 } };

const refusal = (sentence: string) => new DomainError("invalid_input", sentence, { field: "logo" });

/**
 * Judges a logo by its content: a whole PNG whose pieces carry their checksums, in the bounds. Whatever follows its end
 * is refused, so that it is nothing else as well.
 * @returns its size in pixels
 * @throws DomainError invalid_input with what is wrong
 */
export function pngSize(file: Buffer): { width: number; height: number } {
  if (file.length > logoBounds.bytes)
    throw refusal(`The logo has ${Math.ceil(file.length / 1024)} KiB: at most ${logoBounds.bytes / 1024}.`);
  if (!file.subarray(0, 8).equals(signature)) throw refusal("The logo must be a PNG. Other formats are not taken.");
  const names = chunkNames(file);
  if (names[0] !== "IHDR" || names.at(-1) !== "IEND" || !names.includes("IDAT") || names.includes("acTL"))
    throw refusal("The logo is not a whole PNG of one picture. Export it again.");
  const [width, height] = [file.readUInt32BE(16), file.readUInt32BE(20)];
  const { least, most } = logoBounds.side;
  if (Math.min(width, height) < least || Math.max(width, height) > most)
    throw refusal(`The logo has ${width} x ${height} pixels: each side has ${least} to ${most}.`);
  return { width, height };
}

function chunkNames(file: Buffer): string[] {
  const names: string[] = [];
  for (let at = signature.length; at < file.length; ) {
    const length = at + 12 <= file.length ? file.readUInt32BE(at) : Number.POSITIVE_INFINITY;
    const end = at + 12 + length;
    if (end > file.length) throw refusal("The logo is damaged: it ends too early. Export it again.");
    if (crc32(file.subarray(at + 4, end - 4)) !== file.readUInt32BE(end - 4))
      throw refusal("The logo is damaged: a checksum in it is wrong. Export it again.");
    names.push(file.toString("latin1", at + 4, at + 8));
    if (names.at(-1) === "IEND" && end !== file.length)
      throw refusal("The logo holds something behind its end. Export it again.");
    at = end;
  }
  return names;
}
