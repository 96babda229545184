import { machineById } from "../collection/queries";
import type { Context } from "../context";
import { documentsOf } from "../licensing/queries";
import { transferTargets } from "../licensing/transfer-targets";
import { licenseRow } from "./license-list";

/**
 * One license with the verdict on it, its documents (newest first), what its machine's key and heartbeat prove, and
 * where it could be moved. @throws not_found
 */
export async function licenseDetail(ctx: Context, customerId: string, licenseId: string) {
  const license = await licenseRow(ctx, customerId, licenseId);
  const documents = await documentsOf(ctx, customerId, license.id);
  const { keyThumbprint, lastHeartbeatAt, enrolledAt } = await machineById(ctx, customerId, license.machineId);
  const movable = license.kind === "standard" && license.state === "active";
  return {
    license,
    documents,
    machine: { keyThumbprint, lastHeartbeatAt, enrolledAt },
    targets: movable ? await transferTargets(ctx, license) : [],
  };
}
