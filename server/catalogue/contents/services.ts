import type { plans, serviceFeatures, services } from "@/db/schema";

const gib = 1024n ** 3n;
const tib = 1024n * gib;

type Service = Omit<typeof services.$inferInsert, "id" | "createdAt"> & {
  features: Omit<typeof serviceFeatures.$inferInsert, "serviceId">[];
  plans: Omit<typeof plans.$inferInsert, "id" | "serviceId" | "currency" | "createdAt">[];
};

export const shippedVendors = [
  { id: "vend_spillway", name: "Spillway" },
  { id: "vend_restic", name: "restic" },
];

/**
 * floor to 1 GiB of half of what is free above max(5 GiB, 5 % of the disk), at least 1 GiB (docs/rules.md 2.2).
 */
const allocationRule = {
  allocationRuleVersion: 1,
  allocationFractionPermille: 500,
  allocationReserveBytes: 5n * gib,
  allocationReservePermille: 50,
  allocationStepBytes: gib,
  allocationMinimumBytes: gib,
};

const feature = (slug: string, name: string, minimumAllocationBytes: bigint) => ({
  feature: slug,
  name,
  minimumAllocationBytes,
});

export const shippedServices: Service[] = [
  {
    slug: "cloud-backup",
    vendorId: "vend_restic",
    name: "Cloud backup",
    summary: "Encrypted backups with restic; the machine's allocation is its quota.",
    needsStorage: true,
    ...allocationRule,
    meters: ["storage"],
    // Snapshots do not move to an overflow machine yet: use above the limit is billed, nothing is started.
    overflowMeter: null,
    placement: "placed",
    defaultSettings: { paths: "etc home root srv var/backups", everySeconds: "86400" },
    features: [
      feature("file-backup", "File backup", 0n),
      feature("versions", "Older versions", 10n * gib),
      feature("image-backup", "Image backup", 100n * gib),
    ],
    plans: [
      {
        slug: "cloud-backup-10",
        name: "Cloud backup, 10 machines",
        seats: 10,
        allocationMaximumBytes: 2n * tib,
        serviceLevel: "99.9 % a month",
        monthlyFeeMinor: 4900n,
      },
      {
        slug: "cloud-backup-100",
        name: "Cloud backup, 100 machines",
        seats: 100,
        allocationMaximumBytes: 8n * tib,
        serviceLevel: "99.95 % a month",
        monthlyFeeMinor: 39000n,
      },
    ],
  },
  {
    slug: "compute-node",
    vendorId: "vend_spillway",
    name: "Compute node",
    summary: "Runs the customer's workload, in units that move between machines and clouds.",
    needsStorage: true,
    ...allocationRule,
    meters: ["processor", "memory", "units"],
    overflowMeter: "units",
    placement: "placed",
    defaultSettings: { workload: "workload-sample", units: "1" },
    features: [
      feature("run-workload", "Run the workload", 0n),
      feature("local-scratch", "Local scratch space", 10n * gib),
    ],
    plans: [
      {
        slug: "compute-node-10",
        name: "Compute node, 10 machines",
        seats: 10,
        allocationMaximumBytes: tib,
        serviceLevel: "99.9 % a month",
        monthlyFeeMinor: 9900n,
      },
      {
        slug: "compute-node-100",
        name: "Compute node, 100 machines",
        seats: 100,
        allocationMaximumBytes: 4n * tib,
        serviceLevel: "99.95 % a month",
        monthlyFeeMinor: 79000n,
      },
    ],
  },
];
