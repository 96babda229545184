import { cloudBackup } from "./cloud-backup/backup";
import { computeNode } from "./compute-node/node";
import { ownService } from "./own-service";
import type { ServiceKind, ServiceTraits, ShippedService } from "./service-kind";

/** Every service that comes with this version. A new one is a folder here and a line in this list. */
export const shippedServices: readonly ShippedService[] = [cloudBackup, computeNode];

const kinds = new Map(shippedServices.map(({ slug, kind }) => [slug, kind]));

/** What is particular to a service. One that the provider added has nothing of its own. */
export const serviceKind = (slug: string): ServiceKind => kinds.get(slug) ?? ownService;

/** A service as screens get it, with what it can do in the place of its slug. */
export const withTraits = <S extends { slug: string }>(service: S): S & { traits: ServiceTraits } => ({
  ...service,
  traits: serviceKind(service.slug).traits,
});
