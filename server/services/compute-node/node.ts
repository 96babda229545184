import { ownService } from "../own-service";
import type { ServiceKind, ShippedService, Specification } from "../service-kind";
import { nodeCatalogue } from "./node-catalogue";

const gib = 1024n ** 3n;
/** What one unit of a workload is given. */
const unit = { vcpu: 1n, memoryBytes: gib / 2n, storageBytes: gib };

/** Units that a machine runs: as many as fit in every dimension. */
function unitsOf({ vcpu, memoryBytes, storageBytes }: Specification): string {
  const fits = [BigInt(vcpu) / unit.vcpu, memoryBytes / unit.memoryBytes, storageBytes / unit.storageBytes];
  return fits.reduce((least, next) => (next < least ? next : least)).toString();
}

const kind: ServiceKind = {
  ...ownService,
  traits: { runsUnits: true, storesSnapshots: false, icon: "cpu" },
  focus: { category: "Compute", subcategory: "Virtual Machines" },
  moves: { units: { whole: true, capacity: unitsOf } },
};

export const computeNode: ShippedService = {
  slug: "compute-node",
  kind,
  catalogue: nodeCatalogue,
  artefacts: [{ name: "workload-sample", file: "agent/services/workload-sample.sh" }],
};
