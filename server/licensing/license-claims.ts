import type { Machine } from "../collection/queries";
import type { Customer } from "../configuration/queries";
import type { License } from "./queries";
import { documentMs, policyVersion } from "./rules";

const seconds = (at: Date) => Math.floor(at.getTime() / 1000);

/**
 * What a license document says (docs/rules.md 8.4). Nothing of a subscription: neither limit nor excess has a
 * place here; what the license itself allows (`limits`) is left out on overflow machines.
 */
export function licenseClaims(input: {
  origin: string;
  jti: string;
  seq: number;
  now: Date;
  license: License;
  service: string;
  customer: Pick<Customer, "identifier">;
  machine: Pick<Machine, "id" | "keyThumbprint">;
}): Record<string, unknown> & { exp: number } {
  const { license, machine, now } = input;
  const iat = seconds(now);
  return {
    iss: input.origin,
    aud: machine.id,
    sub: input.customer.identifier,
    jti: input.jti,
    lic: license.id,
    policyVersion,
    kind: license.kind,
    service: input.service,
    cloudAccount: license.cloudAccountId,
    ...(license.kind === "overflow" ? { derivedFrom: license.derivedFrom, event: license.billingEventId } : {}),
    ...(license.serial ? { serial: license.serial } : {}),
    features: license.features,
    accessRights: license.accessRights,
    serviceLevel: license.serviceLevel,
    entitlements: license.entitlements,
    ...(license.kind === "standard" ? { limits: { machines: 1 } } : {}),
    ...(license.allocationBytes === null ? {} : { storageAllocationBytes: license.allocationBytes.toString() }),
    machineJkt: machine.keyThumbprint,
    iat,
    nbf: iat,
    exp: Math.min(iat + documentMs / 1000, seconds(license.validTo)),
    licenseExp: seconds(license.validTo),
    seq: input.seq,
    serverTime: iat,
  };
}
