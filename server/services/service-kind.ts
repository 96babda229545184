import type { Entitlement, plans, serviceFeatures, services } from "@/db/schema";

/** What a machine is made of. */
export type Specification = { vcpu: number; memoryBytes: bigint; storageBytes: bigint };

/** How the excess of a meter moves to an overflow machine. */
type Move = {
  /** Work that exists only whole: an excess is counted up to the next unit. */
  whole: boolean;
  /** How much of the meter a machine carries, as a decimal in the meter's unit. */
  capacity(machine: Specification): string;
};

/** What screens and workflows ask of a service instead of its slug. */
export type ServiceTraits = {
  /** Its machines run units of a workload, whose number the customer sets. */
  runsUnits: boolean;
  /** Its machines store snapshots at a host cloud's storage end point. */
  storesSnapshots: boolean;
  icon: "cpu" | "disk" | "package";
};

/** What a service is among those that FOCUS knows (1.2, ServiceCategory and ServiceSubcategory). */
type FocusService = { category: "Compute" | "Storage" | "Other"; subcategory: string };

/** What a machine is to do, as its service configuration says. */
export type WantedService = {
  settings: Record<string, string>;
  units: number;
  paused: boolean;
  meters: readonly string[];
};

/** A storage repository with its secrets in clear. */
type OpenedRepository = { repository: string; password: string; quotaBytes: bigint };
/** A machine's own repository, and the one whose snapshots it adopts. */
export type MachineRepositories = { own: OpenedRepository | null; adopted: OpenedRepository | null };

/** All that is particular to a service. Pure: descriptions and decisions, no database, no clock. */
export type ServiceKind = {
  readonly traits: ServiceTraits;
  readonly focus: FocusService;
  /** By meter. A meter that is not here cannot be moved. */
  readonly moves: Readonly<Record<string, Move>>;
  /** Settings about one machine's own contents: they do not pass on to an overflow machine. */
  readonly ownSettings: readonly string[];
  /** Its part of a machine's configuration document; null while a repository that it needs is not made. */
  configuration(wanted: WantedService, repositories: MachineRepositories): Record<string, string | number> | null;
  /** What an ordinary license grants. */
  entitlements(of: { allocationBytes: bigint | null; needsStorage: boolean }): Entitlement[];
  /** The host cloud to which use of a meter belongs (docs/rules.md 3.3); null: none. */
  hostCloudOf(meter: string, machine: { cloudId: string | null; storageCloudId: string | null }): string | null;
};

/** What a shipped service is in the catalogue at first. */
export type CatalogueEntry = Omit<typeof services.$inferInsert, "id" | "slug" | "vendorId" | "createdAt"> & {
  vendor: { id: string; name: string };
  features: Omit<typeof serviceFeatures.$inferInsert, "serviceId">[];
  /** `monthlyFee`: major units of the provider's currency. */
  plans: (Omit<typeof plans.$inferInsert, "id" | "serviceId" | "createdAt"> & { monthlyFee: string })[];
};

/** What the publisher of a program offers for one kind of machine: the program alone, compressed by bzip2. */
export type ReleaseFile = { os: "linux"; arch: "amd64" | "arm64"; url: string; sha256: string };
/** One release of a program, pinned: `sha256` is of the file as it is published. */
export type ProgramRelease = { version: string; files: readonly ReleaseFile[] };

/**
 * A file that machines of a service fetch: one of this repository, or a program, which the portal takes from its own
 * host or from its publisher.
 */
type ShippedFile = { name: string } & ({ file: string } | { program: string; release: ProgramRelease });

export type ShippedService = {
  slug: string;
  kind: ServiceKind;
  catalogue: CatalogueEntry;
  artefacts: readonly ShippedFile[];
};
