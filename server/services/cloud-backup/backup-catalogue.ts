import { allocationDefaults } from "../allocation-defaults";
import type { CatalogueEntry } from "../service-kind";

const gib = 1024n ** 3n;
const tib = 1024n * gib;

export const backupCatalogue: CatalogueEntry = {
  vendor: { id: "vend_restic", name: "restic" },
  name: "Cloud backup",
  summary: "Encrypted backups with restic; the machine's allocation is its quota.",
  needsStorage: true,
  ...allocationDefaults,
  meters: ["storage"],
  // Snapshots do not move to an overflow machine yet: use above the limit is billed, nothing is started.
  overflowMeter: null,
  placement: "placed",
  defaultSettings: { paths: "etc home root srv var/backups", everySeconds: "86400" },
  features: [
    { feature: "file-backup", name: "File backup", minimumAllocationBytes: 0n },
    { feature: "versions", name: "Older versions", minimumAllocationBytes: 10n * gib },
    { feature: "image-backup", name: "Image backup", minimumAllocationBytes: 100n * gib },
  ],
  plans: [
    {
      slug: "cloud-backup-10",
      name: "Cloud backup, 10 machines",
      seats: 10,
      allocationMaximumBytes: 2n * tib,
      serviceLevel: "99.9 % a month",
      monthlyFee: "49",
    },
    {
      slug: "cloud-backup-100",
      name: "Cloud backup, 100 machines",
      seats: 100,
      allocationMaximumBytes: 8n * tib,
      serviceLevel: "99.95 % a month",
      monthlyFee: "390",
    },
  ],
};
