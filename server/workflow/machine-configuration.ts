import { serviceById } from "../catalogue/queries";
import { openStorageRepository } from "../clouds/storage-repository";
import type { Machine } from "../collection/queries";
import { serviceConfigurationOf } from "../configuration/queries";
import type { Context } from "../context";
import { signJws } from "../keys/jws";
import { serviceKind } from "../services/shipped-services";

/**
 * The wanted configuration of a machine as a JWS (docs/machine-api.md), or null while there is none: not configured, or
 * its storage not made yet. Secrets leave in this answer to the machine they are for, and nowhere else.
 */
export async function configurationFor(
  ctx: Context,
  machine: Machine,
  intervalSeconds: number,
): Promise<{ jws: string; version: string } | null> {
  const wanted = await serviceConfigurationOf(ctx, machine.id);
  if (wanted?.state !== "configured") return null;
  const service = await serviceById(ctx, machine.serviceId);
  const { traits, configuration } = serviceKind(service.slug);
  const { settings, units, paused } = wanted;
  const { adoptFrom } = settings;
  const repositories = {
    own: traits.storesSnapshots ? await openStorageRepository(ctx, machine.id) : null,
    adopted: traits.storesSnapshots && adoptFrom ? await openStorageRepository(ctx, adoptFrom) : null,
  };
  const own = configuration({ settings, units, paused, meters: service.meters }, repositories);
  if (!own) return null;
  const version = String(wanted.version);
  const payload = { ...own, aud: machine.id, version, service: service.slug, intervalSeconds };
  return { jws: (await signJws("license", payload)).jws, version };
}
