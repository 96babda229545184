import { machineById } from "../collection/queries";
import type { Context } from "../context";
import { licenseRow } from "../licensing/license-page";
import { documentsOf } from "../licensing/queries";
import { transferTargets } from "../licensing/transfer-targets";

/**
 * One license with its verdict, its documents (newest first), the evidence of its machine's key and heartbeat, and the
 * machines that it can be transferred to.
 * @throws not_found
 */
export async function licenseDetail(ctx: Context, customerId: string, licenseId: string) {
  const license = await licenseRow(ctx, customerId, licenseId);
  const { keyThumbprint, lastHeartbeatAt, enrolledAt } = await machineById(ctx, customerId, license.machineId);
  const documents = await documentsOf(ctx, customerId, license.id);
  const movable = license.kind === "standard" && license.state === "active";
  const targets = movable ? await transferTargets(ctx, license) : [];
  return { license, documents, machine: { keyThumbprint, lastHeartbeatAt, enrolledAt }, targets };
}
