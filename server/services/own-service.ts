import type { ServiceKind } from "./service-kind";

const gib = 1024n ** 3n;

/** A service that the provider added itself: nothing of it moves, and it gets its settings as they are. */
export const ownService: ServiceKind = {
  traits: { runsUnits: false, storesSnapshots: false, icon: "package" },
  focus: { category: "Other", subcategory: "Other (Other)" },
  moves: {},
  ownSettings: [],
  configuration: ({ settings, units, paused, meters }) => ({
    ...settings,
    units: paused ? 0 : units,
    meters: meters.join(" "),
  }),
  entitlements: ({ allocationBytes, needsStorage }) => [
    { meter: "os-instances", quantity: "1", unit: "instances" },
    ...(allocationBytes === null || !needsStorage
      ? []
      : [{ meter: "storage", quantity: (allocationBytes / gib).toString(), unit: "GiB" }]),
  ],
  hostCloudOf: (_, { cloudId }) => cloudId,
};
