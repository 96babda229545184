import { serviceById } from "../catalogue/queries";
import { openStorageRepository } from "../clouds/storage-repository";
import type { Machine } from "../collection/queries";
import { type ServiceConfiguration, serviceConfigurationOf } from "../configuration/queries";
import type { Context } from "../context";
import { signJws } from "../keys/jws";

/**
 * The wanted configuration of a machine as a JWS (docs/machine-api.md), or null while there is none: not configured, or
 * its storage not made yet. Secrets leave only inside this answer to the machine they are for.
 */
export async function configurationFor(
  ctx: Context,
  machine: Machine,
  intervalSeconds: number,
): Promise<{ jws: string; version: string } | null> {
  const wanted = await serviceConfigurationOf(ctx, machine.id);
  if (wanted?.state !== "configured") return null;
  const service = await serviceById(ctx, machine.serviceId);
  const own =
    service.slug === "cloud-backup"
      ? await backupSettings(ctx, machine, wanted)
      : { ...wanted.settings, units: wanted.paused ? 0 : wanted.units, meters: service.meters.join(" ") };
  if (!own) return null;
  const version = String(wanted.version);
  const payload = { ...own, aud: machine.id, version, service: service.slug, intervalSeconds };
  return { jws: (await signJws("license", payload)).jws, version };
}

/**
 * Of a backup: where to, and, where snapshots are adopted from another machine (`adoptFrom`), that one's repository.
 */
async function backupSettings(ctx: Context, machine: Machine, wanted: ServiceConfiguration) {
  const repository = await openStorageRepository(ctx, machine.id);
  if (!repository) return null;
  const { adoptFrom, ...settings } = wanted.settings;
  const other = adoptFrom ? await openStorageRepository(ctx, adoptFrom) : null;
  return {
    ...settings,
    repository: repository.repository,
    repositoryPassword: repository.password,
    quotaBytes: repository.quotaBytes.toString(),
    ...(other ? { adoptRepository: other.repository, adoptRepositoryPassword: other.password } : {}),
  };
}
