import { allocationDefaults } from "../allocation-defaults";
import type { CatalogueEntry } from "../service-kind";

const gib = 1024n ** 3n;
const tib = 1024n * gib;

export const nodeCatalogue: CatalogueEntry = {
  vendor: { id: "vend_spillway", name: "Spillway" },
  name: "Compute node",
  summary: "Runs the customer's workload, in units that move between machines and clouds.",
  needsStorage: true,
  ...allocationDefaults,
  meters: ["processor", "memory", "units"],
  overflowMeter: "units",
  placement: "placed",
  defaultSettings: { workload: "workload-sample", units: "1" },
  features: [
    { feature: "run-workload", name: "Run the workload", minimumAllocationBytes: 0n },
    { feature: "local-scratch", name: "Local scratch space", minimumAllocationBytes: 10n * gib },
  ],
  plans: [
    {
      slug: "compute-node-10",
      name: "Compute node, 10 machines",
      seats: 10,
      allocationMaximumBytes: tib,
      serviceLevel: "99.9 % a month",
      monthlyFee: "99",
    },
    {
      slug: "compute-node-100",
      name: "Compute node, 100 machines",
      seats: 100,
      allocationMaximumBytes: 4n * tib,
      serviceLevel: "99.95 % a month",
      monthlyFee: "790",
    },
  ],
};
