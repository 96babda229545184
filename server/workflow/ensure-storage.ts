import { serviceById } from "../catalogue/queries";
import { ensureHostCloudAccount } from "../clouds/ensure-host-cloud-account";
import { listClouds, repositoryOf } from "../clouds/queries";
import { driverFor } from "../clouds/registry";
import { keepStorageRepository } from "../clouds/storage-repository";
import { machineById } from "../collection/queries";
import { type Context, inCustomer, type Request } from "../context";
import { licenseOf } from "../licensing/queries";

type MachineKey = { customerId: string; machineId: string };

/** Services whose machines keep their data at a host cloud's storage end point. */
const storing = ["cloud-backup"];

/**
 * Makes an enrolled machine's storage at its host cloud, or at the first cloud that has storage; its quota is the
 * granted allocation. Once: found again, nothing is asked of the cloud. The call to the cloud stands outside any
 * transaction.
 * @throws CloudError when the cloud does not do it; the next heartbeat tries again.
 */
export async function ensureStorage(request: Request, key: MachineKey): Promise<void> {
  const wanted = await inCustomer(request, key.customerId, (ctx) => wantedStorage(ctx, key));
  if (!wanted) return;
  const about = { customerId: key.customerId, subjectKind: "machine", subjectId: key.machineId };
  const driver = await driverFor(wanted.cloudId, about);
  const storage = await driver.ensureStorage(wanted.account, wanted.quotaBytes);
  await inCustomer(request, key.customerId, (ctx) => keepStorageRepository(ctx, { ...key, ...wanted, storage }));
}

async function wantedStorage(ctx: Context, key: MachineKey) {
  const machine = await machineById(ctx, key.customerId, key.machineId);
  const service = await serviceById(ctx, machine.serviceId);
  if (!storing.includes(service.slug) || (await repositoryOf(ctx, machine.id))) return null;
  const license = await licenseOf(ctx, key.customerId, machine.id);
  if (license?.state !== "active") return null;
  const clouds = await listClouds(ctx);
  const cloud =
    clouds.find((candidate) => candidate.id === machine.cloudId && candidate.driver !== "none") ??
    clouds.find((candidate) => candidate.driver === "sandbox");
  if (!cloud) return null;
  const { reference } = await ensureHostCloudAccount(ctx, { customerId: key.customerId, cloudId: cloud.id });
  return {
    cloudId: cloud.id,
    account: `${reference}-${machine.id}`,
    quotaBytes: license.allocationBytes ?? service.allocationMinimumBytes,
  };
}
