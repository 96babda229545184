import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { inProvider, type Request } from "../context";
import type { ShippedService } from "../services/service-kind";
import { ensureArtefact } from "./ensure-artefact";
import { fetchRelease } from "./fetch-release";
import { type MissingRelease, missingReleases } from "./missing-programs";

/** What became of one file: its content's SHA-256, or why it could not be had. */
export type FetchedProgram = Omit<MissingRelease, "file"> & {
  os: string;
  arch: string;
  url: string;
  sha256: string | null;
  error: string | null;
};

/**
 * Fetches every file of the pinned releases that the portal lacks from its publisher, one after the other, and stores
 * it for machines. The network is asked outside of any transaction. One that cannot be had leaves the others.
 */
export async function fetchPrograms(request: Request, shipped?: readonly ShippedService[]): Promise<FetchedProgram[]> {
  const missing = await inProvider(request, (ctx) => missingReleases(ctx, shipped));
  const done: FetchedProgram[] = [];
  for (const { file, ...about } of missing) {
    const { os, arch, url } = file;
    const outcome = await fetchOne(request, { file, ...about }).then(
      (sha256) => ({ sha256, error: null }),
      (error: Error) => ({ sha256: null, error: error.message }),
    );
    done.push({ ...about, os, arch, url, ...outcome });
  }
  return done;
}

async function fetchOne(request: Request, { file, service, name, version }: MissingRelease): Promise<string> {
  const folder = await mkdtemp(path.join(tmpdir(), "spillway-program-"));
  try {
    const program = await fetchRelease(file, folder);
    const content = () => [program];
    const { os, arch } = file;
    const { sha256 } = await inProvider(request, (ctx) =>
      ensureArtefact(ctx, { service, name, version, os, arch, content }),
    );
    return sha256;
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}
