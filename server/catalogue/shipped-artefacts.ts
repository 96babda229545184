import { createReadStream, existsSync } from "node:fs";
import { arch } from "node:os";
import { delimiter, join } from "node:path";
import { env } from "../env";
import { shippedServices } from "../services/shipped-services";
import { type NewArtefact, pieceBytes } from "./ensure-artefact";

/** The files that machines of the shipped services fetch. A program that the portal's host lacks is left out. */
export function shippedArtefacts(): NewArtefact[] {
  return shippedServices.flatMap(({ slug, artefacts }) =>
    artefacts.flatMap((artefact): NewArtefact[] => {
      const common = { service: slug, name: artefact.name };
      if ("file" in artefact) {
        const content = fileContent(join(env().SPILLWAY_HOME, artefact.file));
        return [{ ...common, os: "any", arch: "any", content }];
      }
      const program = programOfHost(artefact.program);
      return program ? [{ ...common, os: "linux", arch: hostArch(), content: fileContent(program) }] : [];
    }),
  );
}

const fileContent = (file: string) => () => createReadStream(file, { highWaterMark: pieceBytes });

const hostArch = () => (arch() === "arm64" ? "arm64" : "amd64");

function programOfHost(name: string): string | null {
  if (process.platform !== "linux") return null;
  const folders = ["/usr/bin", ...(process.env.PATH ?? "").split(delimiter)];
  return folders.map((folder) => join(folder, name)).find((file) => existsSync(file)) ?? null;
}
