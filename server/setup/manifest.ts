import type { ArtefactEntry } from "../catalogue/queries";
import { signJws } from "../keys/jws";

/**
 * The signed list of what the installer fetches. The machine checks length and SHA-256 of each file against it before
 * it uses the file.
 */
export async function signManifest(input: {
  origin: string;
  service: string;
  version: string;
  artefacts: readonly ArtefactEntry[];
  expiresAt: Date;
}): Promise<string> {
  const files = input.artefacts.map((artefact) => ({
    name: artefact.name,
    url: `/i/artefacts/${artefact.sha256}`,
    sha256: artefact.sha256,
    bytes: Number(artefact.sizeBytes),
  }));
  const { jws } = await signJws("installer", {
    iss: input.origin,
    aud: "manifest",
    service: input.service,
    version: input.version,
    files,
    exp: Math.floor(input.expiresAt.getTime() / 1000),
  });
  return jws;
}
