import { DomainError } from "../errors";
import type { Capability } from "./driver";
import type { DriverKind } from "./driver-kind";
import { filesOnlyKind } from "./drivers/none/files-only";
import { sandboxKind } from "./drivers/sandbox/driver";

/** Every kind of host cloud that this version knows. A new driver is a folder of drivers/ and a line in this list. */
export const driverKinds: readonly DriverKind[] = [filesOnlyKind, sandboxKind];

/** The kind of a cloud that is added without a driver. */
export const filesOnly = filesOnlyKind.name;

const byName = new Map(driverKinds.map((kind) => [kind.name, kind]));

/** @throws DomainError invalid_input for a driver that this version does not have. */
export function kindOf(driver: string): DriverKind {
  const kind = byName.get(driver);
  if (!kind) throw new DomainError("invalid_input", unknownDriver(driver), { driver });
  return kind;
}

/** Why a stored cloud's driver cannot be opened, as a sentence; null for one that is known. */
export function driverFault(driver: string): string | null {
  return byName.has(driver) ? null : unknownDriver(driver);
}

/** What a cloud of this driver can do; nothing for a driver that this version does not have. */
export const capabilitiesOf = (driver: string): readonly Capability[] => byName.get(driver)?.capabilities ?? [];

export const hasCapability = (driver: string, capability: Capability): boolean =>
  capabilitiesOf(driver).includes(capability);

/** Names of the drivers that declare a capability, for queries. */
export const driversWith = (capability: Capability): string[] =>
  driverKinds.filter((kind) => kind.capabilities.includes(capability)).map(({ name }) => name);

const unknownDriver = (driver: string) =>
  `There is no driver ${driver} in this version. It has ${driverKinds.map(({ name }) => name).join(", ")}.`;
