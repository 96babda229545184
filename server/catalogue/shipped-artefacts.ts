import { existsSync, readFileSync } from "node:fs";
import { arch } from "node:os";
import { delimiter, join } from "node:path";
import { env } from "../env";
import { sha256 } from "../keys/link-secrets";

export type ShippedArtefact = {
  service: string;
  name: string;
  version: string;
  os: string;
  arch: string;
  content: Buffer;
};

/** What comes with this installation: the sample workload, and the restic of the portal's host where it has one. */
export function shippedArtefacts(): ShippedArtefact[] {
  const workload = readFileSync(join(env().SPILLWAY_HOME, "agent/services/workload-sample.sh"));
  const restic = resticOfHost();
  return [
    { service: "compute-node", name: "workload-sample", os: "any", arch: "any", ...versioned(workload) },
    ...(restic
      ? [{ service: "cloud-backup", name: "restic", os: "linux", arch: hostArch(), ...versioned(readFileSync(restic)) }]
      : []),
  ];
}

/** Contents have no number of their own: the first digits of the SHA-256 tell one from another. */
const versioned = (content: Buffer) => ({ version: sha256(content).slice(0, 12), content });

const hostArch = () => (arch() === "arm64" ? "arm64" : "amd64");

function resticOfHost(): string | null {
  if (process.platform !== "linux") return null;
  const folders = ["/usr/bin", ...(process.env.PATH ?? "").split(delimiter)];
  return folders.map((folder) => join(folder, "restic")).find((file) => existsSync(file)) ?? null;
}
