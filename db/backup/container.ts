import { createCipheriv, createDecipheriv, createHash, randomBytes, scrypt } from "node:crypto";
import { constants, createReadStream } from "node:fs";
import { access, type FileHandle, open, rename, rm } from "node:fs/promises";
import { dirname } from "node:path";
import { BackupRefusal } from "./refusal";

/**
 * The file of a backup: a name, a header that anybody can read, frames under AES-256-GCM, the SHA-256 of all before.
 * A frame is its length (the highest bit marks the last one), the ciphertext and its tag. The frame's number is its
 * nonce: the key is made for one file. The header's digest and the length are authenticated with each frame.
 */
export type Header = {
  format: 1;
  /** Version of the product that wrote it. */
  version: string;
  /** How many migrations its database had. */
  migrations: number;
  createdAt: string;
  /** Hexadecimal; the key is scrypt (N 131072, r 8, p 1) of the passphrase and this. */
  salt: string;
};

const name = Buffer.from("spillway backup\n");
const newestFormat = 1;
const frameBytes = 256 * 1024;
const mostHeaderBytes = 65_536;
const lastFrame = 0x8000_0000;
const tagBytes = 16;
const digestBytes = 32;

const sha256 = (data: Buffer) => createHash("sha256").update(data).digest();
const damaged = (file: string) => new BackupRefusal(`${file} is damaged or truncated. Use another copy of it.`);

/** One key for one file, from a passphrase and the file's salt. */
function keyOf(passphrase: string, salt: string): Promise<Buffer> {
  return new Promise((resolve, reject) =>
    scrypt(
      passphrase.normalize("NFC"),
      Buffer.from(salt, "hex"),
      32,
      { N: 131_072, r: 8, p: 1, maxmem: 2 ** 28 },
      (e, key) => (e ? reject(e) : resolve(key)),
    ),
  );
}

const nonceOf = (frame: number) => {
  const nonce = Buffer.alloc(12);
  nonce.writeBigUInt64BE(BigInt(frame), 4);
  return nonce;
};

const uint32 = (value: number) => {
  const bytes = Buffer.alloc(4);
  bytes.writeUInt32BE(value >>> 0);
  return bytes;
};

/**
 * Writes a backup next to its place, to disk, and moves it there: a kill leaves no file of that name.
 * @param content what is encrypted, in order
 * @returns the bytes and the SHA-256 of the file, hexadecimal
 * @throws BackupRefusal where a file of that name exists
 */
export async function writeContainer(
  file: string,
  about: Omit<Header, "format" | "salt">,
  passphrase: string,
  content: AsyncIterable<Buffer>,
): Promise<{ bytes: number; sha256: string }> {
  await refuseExisting(file);
  const header: Header = { format: newestFormat, ...about, salt: randomBytes(16).toString("hex") };
  const headText = Buffer.from(JSON.stringify(header));
  const key = await keyOf(passphrase, header.salt);
  const fresh = `${file}.${process.pid}.new`;
  const handle = await open(fresh, "wx", 0o600);
  const digest = createHash("sha256");
  let bytes = 0;
  const write = async (...pieces: Buffer[]) => {
    const data = Buffer.concat(pieces);
    digest.update(data);
    bytes += data.length;
    await writeAll(handle, data);
  };
  try {
    await write(name, uint32(headText.length), headText);
    const bound = sha256(headText);
    let frame = 0;
    const seal = (plain: Buffer, last: boolean) => {
      const length = uint32(plain.length | (last ? lastFrame : 0));
      const cipher = createCipheriv("aes-256-gcm", key, nonceOf(frame++));
      cipher.setAAD(Buffer.concat([bound, length]));
      return write(length, cipher.update(plain), cipher.final(), cipher.getAuthTag());
    };
    let rest = Buffer.alloc(0);
    for await (const chunk of content) {
      rest = Buffer.concat([rest, chunk]);
      for (; rest.length > frameBytes; rest = rest.subarray(frameBytes))
        await seal(rest.subarray(0, frameBytes), false);
    }
    await seal(rest, true);
    const sum = digest.digest();
    await writeAll(handle, sum);
    await handle.sync();
    await handle.close();
    await refuseExisting(file);
    await rename(fresh, file);
    await syncFolder(dirname(file));
    return { bytes: bytes + sum.length, sha256: sum.toString("hex") };
  } catch (error) {
    await handle.close().catch(() => undefined);
    await rm(fresh, { force: true });
    throw error;
  }
}

async function writeAll(handle: FileHandle, data: Buffer): Promise<void> {
  for (let at = 0; at < data.length; ) at += (await handle.write(data, at)).bytesWritten;
}

async function refuseExisting(file: string): Promise<void> {
  const there = await access(file, constants.F_OK).then(
    () => true,
    () => false,
  );
  if (there) throw new BackupRefusal(`${file} exists already. Name another file: a backup is never overwritten.`);
}

async function syncFolder(folder: string): Promise<void> {
  const handle = await open(folder, "r");
  // Some file systems cannot sync a folder; the file itself is on disk.
  await handle.sync().catch(() => undefined);
  await handle.close();
}

/**
 * Reads the header and compares the file's SHA-256 with its end. No passphrase is needed.
 * @returns the header, where the frames begin and end, and the SHA-256, hexadecimal
 * @throws BackupRefusal for a file that is none, is damaged or truncated, or of a newer format
 */
export async function checkContainer(file: string) {
  const handle = await open(file, "r").catch((error: Error) => {
    throw new BackupRefusal(`${file} cannot be read: ${error.message}`);
  });
  try {
    const { size } = await handle.stat();
    const start = await readExactly(handle, 0, Math.min(size, name.length + 4));
    if (!start.subarray(0, name.length).equals(name)) throw new BackupRefusal(`${file} is no backup of Spillway.`);
    const headLength = start.length === name.length + 4 ? start.readUInt32BE(name.length) : 0;
    const begin = name.length + 4 + headLength;
    const end = size - digestBytes;
    if (headLength === 0 || headLength > mostHeaderBytes || begin + 4 + tagBytes > end) throw damaged(file);
    const digest = createHash("sha256");
    for await (const chunk of createReadStream(file, { end: end - 1 })) digest.update(chunk);
    const sum = digest.digest();
    if (!sum.equals(await readExactly(handle, end, digestBytes))) throw damaged(file);
    const headText = await readExactly(handle, name.length + 4, headLength);
    const header = JSON.parse(headText.toString()) as Header;
    if (header.format > newestFormat)
      throw new BackupRefusal(
        `${file} was made by Spillway ${header.version}, in a format that this version does not know. Use that version.`,
      );
    return { header, headText, begin, end, sha256: sum.toString("hex") };
  } finally {
    await handle.close();
  }
}

/**
 * What was encrypted, in order; each frame is authenticated before it is given on.
 * @throws BackupRefusal for a wrong passphrase, and for a file that is damaged or truncated
 */
export async function* readContainer(file: string, passphrase: string): AsyncGenerator<Buffer> {
  const { header, headText, begin, end } = await checkContainer(file);
  const key = await keyOf(passphrase, header.salt);
  const bound = sha256(headText);
  const handle = await open(file, "r");
  try {
    let at = begin;
    for (let frame = 0; ; frame++) {
      if (at + 4 > end) throw damaged(file);
      const length = await readExactly(handle, at, 4);
      const last = (length.readUInt32BE() & lastFrame) !== 0;
      const bytes = length.readUInt32BE() & 0x7fff_ffff;
      if (bytes > frameBytes || at + 4 + bytes + tagBytes > end) throw damaged(file);
      const sealed = await readExactly(handle, at + 4, bytes + tagBytes);
      const decipher = createDecipheriv("aes-256-gcm", key, nonceOf(frame));
      decipher.setAAD(Buffer.concat([bound, length]));
      decipher.setAuthTag(sealed.subarray(bytes));
      const plain = decipher.update(sealed.subarray(0, bytes));
      try {
        decipher.final();
      } catch {
        if (frame > 0) throw damaged(file);
        throw new BackupRefusal(`The passphrase does not open ${file}.`);
      }
      yield plain;
      at += 4 + sealed.length;
      if (!last) continue;
      if (at !== end) throw damaged(file);
      return;
    }
  } finally {
    await handle.close();
  }
}

/** `length` bytes from `position`, fewer at the end of the file. */
async function readExactly(handle: FileHandle, position: number, length: number): Promise<Buffer> {
  const data = Buffer.alloc(length);
  let done = 0;
  while (done < length) {
    const { bytesRead } = await handle.read(data, done, length - done, position + done);
    if (bytesRead === 0) break;
    done += bytesRead;
  }
  return data.subarray(0, done);
}
