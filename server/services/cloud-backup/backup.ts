import { ownService } from "../own-service";
import type { MachineRepositories, ServiceKind, ShippedService, WantedService } from "../service-kind";
import { backupCatalogue } from "./backup-catalogue";
import { resticRelease } from "./restic-release";

const gib = 1024n ** 3n;

/** A fifth of a machine's disk is left to its system. */
const capacityBytes = (storageBytes: bigint) => (storageBytes * 4n) / 5n;

const kind: ServiceKind = {
  traits: { runsUnits: false, storesSnapshots: true, icon: "disk" },
  focus: { category: "Storage", subcategory: "Backup Storage" },
  moves: {
    storage: { whole: false, capacity: ({ storageBytes }) => (capacityBytes(storageBytes) / gib).toString() },
  },
  ownSettings: ["adopt", "drop", "adoptFrom"],
  configuration,
  entitlements: ownService.entitlements,
  // Stored bytes belong to the cloud whose end point holds them, wherever the machine runs.
  hostCloudOf: (meter, { cloudId, storageCloudId }) => (meter === "storage" ? (storageCloudId ?? cloudId) : cloudId),
};

export const cloudBackup: ShippedService = {
  slug: "cloud-backup",
  kind,
  catalogue: backupCatalogue,
  artefacts: [{ name: "restic", program: "restic", release: resticRelease }],
};

/** Names the repository, and the one of the machine whose snapshots are adopted (`adoptFrom`). */
function configuration({ settings }: WantedService, { own, adopted }: MachineRepositories) {
  if (!own) return null;
  const { adoptFrom: _, ...rest } = settings;
  return {
    ...rest,
    repository: own.repository,
    repositoryPassword: own.password,
    quotaBytes: own.quotaBytes.toString(),
    ...(adopted ? { adoptRepository: adopted.repository, adoptRepositoryPassword: adopted.password } : {}),
  };
}
