import { createReadStream, existsSync } from "node:fs";
import { arch } from "node:os";
import { delimiter, join } from "node:path";
import { env } from "../env";
import { type NewArtefact, pieceBytes } from "./ensure-artefact";

/** What comes with this installation: the sample workload, and the restic of the portal's host where it has one. */
export function shippedArtefacts(): NewArtefact[] {
  const workload = join(env().SPILLWAY_HOME, "agent/services/workload-sample.sh");
  const restic = resticOfHost();
  return [
    { service: "compute-node", name: "workload-sample", os: "any", arch: "any", content: fileContent(workload) },
    ...(restic
      ? [{ service: "cloud-backup", name: "restic", os: "linux", arch: hostArch(), content: fileContent(restic) }]
      : []),
  ];
}

const fileContent = (file: string) => () => createReadStream(file, { highWaterMark: pieceBytes });

const hostArch = () => (arch() === "arm64" ? "arm64" : "amd64");

function resticOfHost(): string | null {
  if (process.platform !== "linux") return null;
  const folders = ["/usr/bin", ...(process.env.PATH ?? "").split(delimiter)];
  return folders.map((folder) => join(folder, "restic")).find((file) => existsSync(file)) ?? null;
}
