import { clockNow } from "../clock";
import type { CloudCalls, CloudUsage } from "../clouds/driver";
import { openCloud } from "../clouds/driver-for";
import { customersByReference } from "../clouds/host-cloud-accounts";
import { listConnections } from "../clouds/queries";
import { hasCapability } from "../clouds/registry";
import { storeInventory, storePoll } from "../clouds/store-inventory";
import { type Context, inProvider, type Request } from "../context";
import { newId } from "../ids";
import { JobLeaseLost } from "../jobs/lease";
import { type Job, type JobReport, type JobRun, startDueJobs } from "../jobs/start-due-jobs";
import type { UsageInput } from "../usage/input";
import { recordUsage } from "../usage/record/record-usage";

/** Readings of one cloud in one run; what is left comes with the next. */
const readingsMax = 20;

/** How often each cloud is asked. */
const pollEveryMs = 60_000;

type PolledCloud = { id: string; slug: string; name: string };

/**
 * The poll of each connected host cloud that has an inventory or use, as a job of its own: one that does not answer
 * delays no other. Reads the connections alone; calls no cloud.
 */
export async function pollJobs(ctx: Context): Promise<Job[]> {
  const polled = (await listConnections(ctx)).filter(
    ({ cloud: { driver }, connection }) =>
      connection !== null && (hasCapability(driver, "inventory") || hasCapability(driver, "usage")),
  );
  return polled.map(({ cloud }) => ({
    name: `poll:${cloud.id}`,
    everyMs: pollEveryMs,
    work: (run) => pollCloud(run, cloud),
  }));
}

/** Polls every connected cloud now, where its poll is due and no process runs it: what the demo's story begins with. */
export async function pollClouds(request: Request): Promise<void> {
  const polls = await inProvider(request, pollJobs);
  const lists = polls.map((job) => [job]);
  await (await startDueJobs(request, newId("cronRun", request.now), lists)).finished;
}

/**
 * Asks a host cloud for what its driver declares: its inventory, and its use since the last poll, recorded under the
 * customer whose host-cloud account it names. A failure is stored with the connection. @throws what the driver throws
 */
async function pollCloud(run: JobRun, cloud: PolledCloud): Promise<JobReport> {
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

/** @returns how many records of use were read. */
async function readCloud(run: JobRun, cloud: PolledCloud): Promise<number> {
  const { driver } = await openCloud(cloud.id, { subjectKind: "cloud", subjectId: cloud.id });
  const flavors = await driver.inventory?.inventory();
  // The cursor is read under the lease: what an earlier holder stored is behind it.
  const found = await inProvider(run.request, async (ctx) => {
    await run.requireLease(ctx);
    if (flavors) await storeInventory(ctx, cloud.id, flavors);
    return (await listConnections(ctx)).find(({ connection }) => connection?.cloudId === cloud.id);
  });
  if (driver.usage) return readUsage(run, cloud, driver.usage, found?.connection?.usageCursor ?? null);
  await store(run, cloud.id, { next: null });
  return 0;
}

async function readUsage(
  run: JobRun,
  cloud: PolledCloud,
  driver: CloudCalls["usage"],
  from: string | null,
): Promise<number> {
  let cursor = from;
  let count = 0;
  for (let reading = 0; reading < readingsMax; reading++) {
    run.signal.throwIfAborted();
    const { records, next, more } = await driver.usageSince(cursor);
    await recordByCustomer({ ...run.request, now: clockNow() }, cloud, records);
    await store(run, cloud.id, { next });
    count += records.length;
    cursor = next;
    if (!more) break;
  }
  return count;
}

async function recordByCustomer(request: Request, cloud: PolledCloud, records: CloudUsage[]): Promise<void> {
  if (records.length === 0) return;
  const as: Request = { ...request, actor: { kind: "job", id: "clouds", label: cloud.name } };
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
