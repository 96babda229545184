import { readCaFile } from "../ca-file.mjs";
import { env } from "../env";
import { signJws } from "../keys/jws";
import { sha256 } from "../keys/link-secrets";

/** The certificates of the CA as one PEM text, and the SHA-256 by which a machine recognizes that text. */
export type PrivateCa = { pem: string; sha256: string };

let held: PrivateCa | null | undefined;

/** The private CA that the portal's certificate comes from, read once a process; null where there is none. */
export function privateCa(): PrivateCa | null {
  held ??= read(env().SPILLWAY_CA_FILE);
  return held;
}

function read(file: string | undefined): PrivateCa | null {
  if (file === undefined) return null;
  const pem = readCaFile(file)
    .map((certificate) => certificate.toString())
    .join("");
  return { pem, sha256: sha256(pem) };
}

/**
 * The CA's certificates for a machine that knows the portal by others, signed (docs/machine-api.md); null where it
 * holds these, and where there is no private CA: nothing takes away what a machine trusts. `held`: the SHA-256 of what
 * it holds; undefined of an agent that does not say.
 */
export async function caFor(machineId: string, held: string | undefined): Promise<string | null> {
  const ca = privateCa();
  if (!ca || held === undefined || held === ca.sha256) return null;
  return (await signJws("license", { aud: machineId, pem: ca.pem })).jws;
}

/** Where the certificates are fetched before they are trusted. */
export const caAddress = () => `${env().origin}/i/ca.pem`;
