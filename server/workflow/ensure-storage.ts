import { serviceById } from "../catalogue/queries";
import { driverFor } from "../clouds/driver-for";
import { ensureHostCloudAccount } from "../clouds/ensure-host-cloud-account";
import { listClouds, repositoryOf } from "../clouds/queries";
import { hasCapability } from "../clouds/registry";
import { storeStorageRepository } from "../clouds/storage-repository";
import { machineById } from "../collection/queries";
import { type Context, inCustomer, type Request } from "../context";
import { licenseOf } from "../licensing/queries";
import { serviceKind } from "../services/shipped-services";

type MachineKey = { customerId: string; machineId: string };

/**
 * Makes an enrolled machine's storage at its own host cloud, or else at the first cloud that offers storage. Its quota
 * is the granted allocation. Once: where it is there already no cloud is called. The call stands outside any
 * transaction.
 * @throws CloudError when the cloud refuses or does not answer; the next heartbeat tries again.
 */
export async function ensureStorage(request: Request, key: MachineKey): Promise<void> {
  const wanted = await inCustomer(request, key.customerId, (ctx) => wantedStorage(ctx, key));
  if (!wanted) return;
  const subject = { customerId: key.customerId, subjectKind: "machine", subjectId: key.machineId };
  const driver = await driverFor(wanted.cloudId, "storage", subject);
  const storage = await driver.ensureStorage(wanted.account, wanted.quotaBytes);
  await inCustomer(request, key.customerId, (ctx) => storeStorageRepository(ctx, { ...key, ...wanted, storage }));
}

async function wantedStorage(ctx: Context, key: MachineKey) {
  const machine = await machineById(ctx, key.customerId, key.machineId);
  const service = await serviceById(ctx, machine.serviceId);
  if (!serviceKind(service.slug).traits.storesSnapshots || (await repositoryOf(ctx, machine.id))) return null;
  const license = await licenseOf(ctx, key.customerId, machine.id);
  if (license?.state !== "active") return null;
  const clouds = (await listClouds(ctx)).filter(({ driver }) => hasCapability(driver, "storage"));
  const cloud = clouds.find(({ id }) => id === machine.cloudId) ?? clouds[0];
  if (!cloud) return null;
  const { reference } = await ensureHostCloudAccount(ctx, { customerId: key.customerId, cloudId: cloud.id });
  return {
    cloudId: cloud.id,
    account: `${reference}-${machine.id}`,
    quotaBytes: license.allocationBytes ?? service.allocationMinimumBytes,
  };
}
