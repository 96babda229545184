import { createReadStream, statSync } from "node:fs";
import path from "node:path";
import { ensureArtefact, pieceBytes } from "@/server/catalogue/ensure-artefact";
import { type FetchedProgram, fetchPrograms } from "@/server/catalogue/fetch-programs";
import { missingPrograms } from "@/server/catalogue/missing-programs";
import { inProvider, jobRequest } from "@/server/context";
import { type Command, oneOf, strings, UsageError } from "./command";

const request = () => jobRequest("command line");

export const artefacts: Command[] = [
  {
    name: "artefact add",
    usage: "FILE --service SLUG --name NAME [--os linux|darwin|any] [--arch amd64|arm64|any] [--release RELEASE]",
    options: strings("service", "name", "os", "arch", "release"),
    positionals: ["FILE"],
    required: ["service", "name"],
    run: async (options, [file = ""]) => {
      const from = path.resolve(file);
      if (!statSync(from, { throwIfNoEntry: false })?.isFile()) throw new UsageError(`There is no file ${from}.`);
      const { name = "", release } = options;
      for (const [option, text] of Object.entries({ name, release }))
        if (text !== undefined && !/^[A-Za-z0-9][A-Za-z0-9._-]{0,62}$/.test(text))
          throw new UsageError(`--${option} must be letters, digits, dots and hyphens, e.g. restic or 0.17.3.`);
      const { sha256 } = await inProvider(request(), (ctx) =>
        ensureArtefact(ctx, {
          service: options.service ?? "",
          name,
          version: release,
          os: oneOf(options.os ?? "linux", ["linux", "darwin", "any"] as const, "--os"),
          arch: oneOf(options.arch ?? "amd64", ["amd64", "arm64", "any"] as const, "--arch"),
          content: () => createReadStream(from, { highWaterMark: pieceBytes }),
        }),
      );
      return { json: { sha256 }, text: `${sha256}\nThe next installers of the service hand it out.` };
    },
  },
  {
    name: "artefact fetch",
    usage: "",
    options: {},
    run: async () => {
      const fetched = await fetchPrograms(request());
      const failed = fetched.some(({ error }) => error !== null);
      const text = fetched.map(sentence).join("\n") || "The portal holds every program that its services need.";
      return { json: fetched, text, exitCode: failed ? 1 : 0 };
    },
  },
  {
    // Called by the start. Where the host has the program, or staff added it, nobody outside is asked.
    name: "first-programs",
    usage: "",
    options: {},
    run: async () => {
      const missing = [...(await inProvider(request(), missingPrograms)).values()].flat();
      const fetched = missing.length > 0 ? await fetchPrograms(request()) : [];
      return { json: fetched, text: fetched.map(sentence).join("\n") };
    },
  },
];

function sentence({ serviceName, name, version, os, arch, error }: FetchedProgram): string {
  const what = `${serviceName}: ${name} ${version} for ${os}/${arch}`;
  if (error === null) return `${what} was fetched from its publisher; machines get it from here.`;
  return `${what} is missing. ${error} Machines must have it until then: npm run spillway -- artefact fetch, or artefact add.`;
}
