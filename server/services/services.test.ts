import { describe, expect, test } from "vitest";
import { shippedMeters } from "./meters";
import { serviceKind, shippedServices, withTraits } from "./shipped-services";

const gib = 1024n ** 3n;
const wanted = { settings: { workload: "sample" }, units: 3, paused: false, meters: ["processor", "units"] };
const nothing = { own: null, adopted: null };
const own = { repository: "rest:http://own/", password: "p1", quotaBytes: 5n * gib };
const adopted = { repository: "rest:http://other/", password: "p2", quotaBytes: gib };

test("every meter of a shipped service is in the catalogue, its overflow meter can be moved", () => {
  for (const { catalogue, kind } of shippedServices) {
    for (const meter of [...catalogue.meters, ...Object.keys(kind.moves)])
      expect(shippedMeters.map(({ slug }) => slug)).toContain(meter);
    if (catalogue.overflowMeter) expect(kind.moves).toHaveProperty(catalogue.overflowMeter);
  }
});

describe("the configuration of a machine", () => {
  test("of a Compute node: its units, none while paused, and its meters", () => {
    const { configuration } = serviceKind("compute-node");
    expect(configuration(wanted, nothing)).toEqual({ workload: "sample", units: 3, meters: "processor units" });
    expect(configuration({ ...wanted, paused: true }, nothing)).toMatchObject({ units: 0 });
  });

  test("of Cloud backup: none before its repository is made, then where to and what it adopts", () => {
    const { configuration } = serviceKind("cloud-backup");
    const backup = { ...wanted, settings: { paths: "etc", adoptFrom: "mach_1" } };
    expect(configuration(backup, nothing)).toBeNull();
    const named = { paths: "etc", repository: own.repository, repositoryPassword: "p1", quotaBytes: "5368709120" };
    expect(configuration(backup, { own, adopted: null })).toEqual(named);
    expect(configuration(backup, { own, adopted })).toEqual({
      ...named,
      adoptRepository: adopted.repository,
      adoptRepositoryPassword: "p2",
    });
  });
});

test("use belongs to the cloud of the machine; stored bytes of a backup to the cloud that stores them", () => {
  const at = { cloudId: "cld_a", storageCloudId: "cld_b" };
  const backup = serviceKind("cloud-backup");
  expect(backup.hostCloudOf("storage", at)).toBe("cld_b");
  expect(backup.hostCloudOf("storage", { ...at, storageCloudId: null })).toBe("cld_a");
  expect(backup.hostCloudOf("bandwidth", at)).toBe("cld_a");
  expect(serviceKind("compute-node").hostCloudOf("storage", at)).toBe("cld_a");
});

test("an ordinary license grants an instance, and the storage that was allocated", () => {
  const { entitlements } = serviceKind("compute-node");
  const instance = { meter: "os-instances", quantity: "1", unit: "instances" };
  expect(entitlements({ allocationBytes: 45n * gib, needsStorage: true })).toEqual([
    instance,
    { meter: "storage", quantity: "45", unit: "GiB" },
  ]);
  expect(entitlements({ allocationBytes: 45n * gib, needsStorage: false })).toEqual([instance]);
  expect(entitlements({ allocationBytes: null, needsStorage: true })).toEqual([instance]);
});

test("a service that the provider added moves nothing and gets its settings as they are", () => {
  const kind = serviceKind("mail-relay");
  expect(kind.moves).toEqual({});
  expect(kind.configuration(wanted, nothing)).toEqual({ workload: "sample", units: 3, meters: "processor units" });
  expect(withTraits({ slug: "mail-relay" }).traits).toEqual({
    runsUnits: false,
    storesSnapshots: false,
    icon: "package",
  });
});
