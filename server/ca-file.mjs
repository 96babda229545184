// The certificates of a private CA (SPILLWAY_CA_FILE), by which machines know the portal. Plain JavaScript: the
// commands judge the file before anything is installed or built.
import { X509Certificate } from "node:crypto";
import { readFileSync, statSync } from "node:fs";
import { isAbsolute } from "node:path";

/** They stand in each collector and installer, and on each machine. */
const BYTES_MAX = 32 * 1024;
const CERTIFICATES_MAX = 8;

/**
 * The certificates in a PEM file, in its order; what stands around them is left out.
 * @param {string} file @returns {X509Certificate[]}
 * @throws Error whose message goes on after the name of the setting
 */
export function readCaFile(file) {
  if (!isAbsolute(file)) throw new Error("must be an absolute path, e.g. /etc/ssl/private-ca.pem.");
  const text = textOf(file);
  if (/-----BEGIN [A-Z ]*PRIVATE KEY-----/.test(text))
    throw new Error(`names ${file}, which holds a private key. Name a file with the CA's certificates alone.`);
  const blocks = text.match(/-----BEGIN CERTIFICATE-----[^-]+-----END CERTIFICATE-----/g) ?? [];
  if (blocks.length === 0) throw new Error(`names ${file}, which holds no certificate in PEM form.`);
  if (blocks.length > CERTIFICATES_MAX)
    throw new Error(`names ${file}, which holds ${blocks.length} certificates; at most ${CERTIFICATES_MAX} are taken.`);
  return blocks.map((block, index) => {
    try {
      return new X509Certificate(block);
    } catch {
      throw new Error(`names ${file}, whose certificate ${index + 1} cannot be read.`);
    }
  });
}

/** @param {string} file */
function textOf(file) {
  try {
    if (statSync(file).size <= BYTES_MAX) return readFileSync(file, "utf8");
  } catch (error) {
    const { code, message } = /** @type {NodeJS.ErrnoException} */ (error);
    throw new Error(`names ${file}, which ${code === "ENOENT" ? "is not there" : `cannot be read: ${message}`}.`);
  }
  throw new Error(`names ${file}, which is larger than ${BYTES_MAX / 1024} KiB: name the CA's certificates alone.`);
}

/** What is wrong with the file, as the end of a sentence; undefined: nothing. @param {string} file */
export function faultOfCaFile(file) {
  try {
    readCaFile(file);
    return undefined;
  } catch (error) {
    return /** @type {Error} */ (error).message;
  }
}
