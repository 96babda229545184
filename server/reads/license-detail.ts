import { featureNames } from "../catalogue/queries";
import { machineById } from "../collection/queries";
import type { Context } from "../context";
import { documentsOf, licenseById } from "../licensing/queries";
import { type TransferTarget, transferTargets } from "../licensing/transfer-targets";
import { licenseRow } from "./license-list";

/**
 * One license with the verdict on it, its documents (newest first), what its machine's key and heartbeat prove, and
 * whether a machine waits to which it could be moved. @throws not_found
 */
export async function licenseDetail(ctx: Context, customerId: string, licenseId: string) {
  const license = await licenseRow(ctx, customerId, licenseId);
  const documents = await documentsOf(ctx, customerId, license.id);
  const { keyThumbprint, lastHeartbeatAt, enrolledAt, serviceId } = await machineById(
    ctx,
    customerId,
    license.machineId,
  );
  const movable = license.kind === "standard" && license.state === "active";
  return {
    license,
    features: await featureNames(ctx, serviceId, license.features),
    documents,
    machine: { keyThumbprint, lastHeartbeatAt, enrolledAt },
    movable: movable && (await transferTargets(ctx, license, { limit: 1 })).length > 0,
  };
}

/** So many machines are listed; where there are more, a search narrows them. */
const listed = 20;

/**
 * Machines to which a license could be transferred, by name; `more`: others hold what was searched. @throws not_found
 */
export async function licenseTargets(
  ctx: Context,
  { customerId, licenseId, search }: { customerId: string; licenseId: string; search?: string | undefined },
): Promise<{ targets: TransferTarget[]; more: boolean }> {
  const license = await licenseById(ctx, customerId, licenseId);
  const found = await transferTargets(ctx, license, { search, limit: listed + 1 });
  return { targets: found.slice(0, listed), more: found.length > listed };
}
