import type { CloudUsage } from "../clouds/driver";
import { customersByReference } from "../clouds/host-cloud-accounts";
import { listConnections } from "../clouds/queries";
import { driverFor } from "../clouds/registry";
import { storeInventory, storePoll } from "../clouds/store-inventory";
import { inProvider, type Request } from "../context";
import type { UsageInput } from "../usage/input";
import { recordUsage } from "../usage/record/record-usage";

/** The first look at a cloud reads this far back. */
const firstLookMs = 24 * 3_600_000;
/** Readings of one cloud in one run; what is left comes with the next. */
const readingsMax = 20;

/**
 * Asks every connected host cloud for its inventory and for use since the last look, and records that use under the
 * customer whose host-cloud account it names. A cloud that is down is written down and does not stop the others.
 */
export async function pollClouds(request: Request): Promise<{ polled: number; records: number; failed: string[] }> {
  const done = { polled: 0, records: 0, failed: [] as string[] };
  const connections = await inProvider(request, listConnections);
  for (const { cloud, connection } of connections) {
    if (!connection) continue;
    try {
      done.records += await pollCloud(
        request,
        cloud,
        connection.usageCursor ?? new Date(request.now.getTime() - firstLookMs),
      );
      done.polled += 1;
    } catch (error) {
      done.failed.push(cloud.slug);
      await inProvider(request, (ctx) => storePoll(ctx, cloud.id, { error: (error as Error).message }));
    }
  }
  return done;
}

async function pollCloud(request: Request, cloud: { id: string; slug: string }, since: Date): Promise<number> {
  const driver = await driverFor(cloud.id, { subjectKind: "cloud", subjectId: cloud.id });
  const flavors = await driver.inventory();
  await inProvider(request, (ctx) => storeInventory(ctx, cloud.id, flavors));
  let cursor = since;
  let count = 0;
  for (let reading = 0; reading < readingsMax; reading++) {
    const { records, next, more } = await driver.usageSince(cursor);
    await recordByCustomer(request, cloud, records);
    await inProvider(request, (ctx) => storePoll(ctx, cloud.id, { next }));
    count += records.length;
    cursor = next;
    if (!more) break;
  }
  return count;
}

async function recordByCustomer(
  request: Request,
  cloud: { id: string; slug: string },
  records: CloudUsage[],
): Promise<void> {
  if (records.length === 0) return;
  const as: Request = { ...request, actor: { kind: "job", id: "clouds", label: cloud.slug } };
  const customers = await inProvider(request, (ctx) => customersByReference(ctx, cloud.id));
  const byCustomer = new Map<string | null, UsageInput[]>();
  for (const record of records) {
    const customerId = customers.get(record.account) ?? null;
    const inputs = byCustomer.get(customerId) ?? [];
    inputs.push({
      id: record.id,
      source: `cloud:${cloud.slug}`,
      meter: record.meter,
      subject: record.instanceId,
      subjectOptional: true,
      at: record.endedAt,
      start: record.startedAt,
      quantity: record.quantity,
      cloud: cloud.id,
      customer: customerId === null ? record.account : null,
    });
    byCustomer.set(customerId, inputs);
  }
  for (const [customerId, inputs] of byCustomer)
    for (let at = 0; at < inputs.length; at += 1000)
      await recordUsage(as, { sourceKind: "driver", customerId, records: inputs.slice(at, at + 1000) });
}
