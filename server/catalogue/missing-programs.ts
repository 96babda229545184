import { eq } from "drizzle-orm";
import { artefacts, services } from "@/db/schema";
import type { Context } from "../context";
import type { ReleaseFile, ShippedService } from "../services/service-kind";
import { shippedServices } from "../services/shipped-services";

/** A file of a pinned release that the portal does not hold. */
export type MissingRelease = { service: string; serviceName: string; name: string; version: string; file: ReleaseFile };

/**
 * Programs that machines of the shipped services need and the portal does not hold for Linux, because its own host had
 * none when it started and none was fetched: by the service's slug. A machine is then set up only if it has the
 * program, or can install it.
 */
export async function missingPrograms(ctx: Context): Promise<ReadonlyMap<string, string[]>> {
  const held = await heldFiles(ctx);
  const isHeld = (slug: string, name: string) =>
    held.some((one) => one.slug === slug && one.name === name && ["any", "linux"].includes(one.os));
  return new Map(
    shippedServices.map(({ slug, artefacts: files }) => [
      slug,
      files.flatMap((file) => ("program" in file && !isHeld(slug, file.name) ? [file.name] : [])),
    ]),
  );
}

/** Files of the services' pinned releases of whose name, system and processor the portal holds nothing. */
export async function missingReleases(
  ctx: Context,
  shipped: readonly ShippedService[] = shippedServices,
): Promise<MissingRelease[]> {
  const held = await heldFiles(ctx);
  return shipped.flatMap(({ slug, catalogue, artefacts: files }) =>
    files.flatMap((shippedFile) => {
      if (!("release" in shippedFile)) return [];
      const { name, release } = shippedFile;
      const isHeld = ({ os, arch }: ReleaseFile) =>
        held.some((one) => one.slug === slug && one.name === name && one.os === os && one.arch === arch);
      return release.files
        .filter((file) => !isHeld(file))
        .map((file) => ({ service: slug, serviceName: catalogue.name, name, version: release.version, file }));
    }),
  );
}

const heldFiles = (ctx: Context) =>
  ctx.tx
    .selectDistinct({ slug: services.slug, name: artefacts.name, os: artefacts.os, arch: artefacts.arch })
    .from(artefacts)
    .innerJoin(services, eq(services.id, artefacts.serviceId));
