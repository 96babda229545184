import { clockNow } from "../clock";
import type { CloudUsage } from "../clouds/driver";
import { customersByReference } from "../clouds/host-cloud-accounts";
import { listConnections } from "../clouds/queries";
import { driverFor } from "../clouds/registry";
import { storeInventory, storePoll } from "../clouds/store-inventory";
import { type Context, inProvider, type Request } from "../context";
import { newId } from "../ids";
import { JobLeaseLost } from "../jobs/lease";
import { type Job, type JobReport, type JobRun, startDueJobs } from "../jobs/start-due-jobs";
import type { UsageInput } from "../usage/input";
import { recordUsage } from "../usage/record/record-usage";

/** The first look at a cloud reads this far back. */
const firstLookMs = 24 * 3_600_000;
/** Readings of one cloud in one run; what is left comes with the next. */
const readingsMax = 20;

/** How often each cloud is asked. */
const pollEveryMs = 60_000;

/**
 * The poll of each connected host cloud, as a job of its own: one that does not answer delays no other. Reads the
 * connections alone; calls no cloud.
 */
export async function pollJobs(ctx: Context): Promise<Job[]> {
  return (await listConnections(ctx)).flatMap(({ cloud, connection }) =>
    connection ? [{ name: `poll:${cloud.id}`, everyMs: pollEveryMs, work: (run) => pollCloud(run, cloud) }] : [],
  );
}

/** Polls every connected cloud now, where its poll is due and no process runs it: what the demo's story begins with. */
export async function pollClouds(request: Request): Promise<void> {
  const polls = await inProvider(request, pollJobs);
  const lists = polls.map((job) => [job]);
  await (await startDueJobs(request, newId("cronRun", request.now), lists)).finished;
}

/**
 * Asks a host cloud for its inventory and for use since the last poll, and records that use under the customer whose
 * host-cloud account it names. A failure is stored with the connection. @throws what the driver throws
 */
async function pollCloud(run: JobRun, cloud: { id: string; slug: string }): Promise<JobReport> {
  try {
    const records = await readCloud(run, cloud);
    return { records, idle: records === 0 };
  } catch (error) {
    if (!(error instanceof JobLeaseLost)) await store(run, cloud.id, { error: (error as Error).message });
    throw error;
  }
}

/** Stores how a reading ended, unless another process polls this cloud by now. @throws JobLeaseLost */
function store(run: JobRun, cloudId: string, outcome: Parameters<typeof storePoll>[2]): Promise<void> {
  return inProvider({ ...run.request, now: clockNow() }, async (ctx) => {
    await run.requireLease(ctx);
    await storePoll(ctx, cloudId, outcome);
  });
}

async function readCloud(run: JobRun, cloud: { id: string; slug: string }): Promise<number> {
  const { request } = run;
  const driver = await driverFor(cloud.id, { subjectKind: "cloud", subjectId: cloud.id });
  const flavors = await driver.inventory();
  // The cursor is read under the lease: what an earlier holder stored is behind it.
  const found = await inProvider(request, async (ctx) => {
    await run.requireLease(ctx);
    await storeInventory(ctx, cloud.id, flavors);
    return (await listConnections(ctx)).find(({ connection }) => connection?.cloudId === cloud.id);
  });
  let cursor = found?.connection?.usageCursor ?? new Date(request.now.getTime() - firstLookMs);
  let count = 0;
  for (let reading = 0; reading < readingsMax; reading++) {
    run.signal.throwIfAborted();
    const { records, next, more } = await driver.usageSince(cursor);
    await recordByCustomer({ ...request, now: clockNow() }, cloud, records);
    await store(run, cloud.id, { next });
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
