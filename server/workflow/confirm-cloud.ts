import { and, asc, eq, gt, inArray, isNotNull, isNull } from "drizzle-orm";
import { hostCloudAccounts, machines } from "@/db/schema";
import { CloudError } from "../clouds/driver";
import { driverFor } from "../clouds/driver-for";
import { ensureHostCloudAccount } from "../clouds/ensure-host-cloud-account";
import { listClouds } from "../clouds/queries";
import { hasCapability } from "../clouds/registry";
import { isAtCloud } from "../clouds/states";
import { confirmMachineCloud } from "../collection/confirm-machine-cloud";
import { latestFacts, machineById } from "../collection/queries";
import { machineSets } from "../collection/states";
import { customerById } from "../configuration/queries";
import { type Context, inCustomer, inProvider, type Request } from "../context";
import { nextSweepPage } from "../jobs/sweep-page";
import { forEachAtOnce } from "./for-each-at-once";

type MachineKey = { customerId: string; machineId: string };

/**
 * A machine reports in which cloud it runs, by name and instance. The cloud's driver is asked, and only what it
 * confirms is stored. The instance must belong to the customer's own account there, so that nobody claims
 * another's. A cloud that does not answer is asked again later.
 */
export async function confirmCloudOf(request: Request, key: MachineKey): Promise<{ confirmed: boolean }> {
  const claim = await inCustomer(request, key.customerId, (ctx) => claimOf(ctx, key));
  if (!claim) return { confirmed: false };
  try {
    const about = { customerId: key.customerId, subjectKind: "machine", subjectId: key.machineId };
    const driver = await driverFor(claim.cloudId, "machines", about);
    const instance = await driver.machine(claim.instanceId);
    if (!instance || !isAtCloud(instance) || instance.account !== claim.account) return { confirmed: false };
  } catch (error) {
    if (error instanceof CloudError) return { confirmed: false };
    throw error;
  }
  await inCustomer(request, key.customerId, async (ctx) => {
    await ensureHostCloudAccount(ctx, { customerId: key.customerId, cloudId: claim.cloudId });
    await confirmMachineCloud(ctx, { ...key, cloudId: claim.cloudId });
  });
  return { confirmed: true };
}

/** Machines that one run asks about, side by side: each is a call to a cloud, and a slow one holds up no other. */
const claimsInOneRun = 10;

/**
 * Asks again about machines that have enrolled while their cloud could not say whose instance they run in: until it
 * does, their use counts as on-premises. A page in each run, each one's turn comes.
 */
export async function confirmClouds(request: Request): Promise<{ asked: number; confirmed: number }> {
  const claims = await inProvider(request, (ctx) =>
    nextSweepPage(ctx, "machine-clouds", claimsInOneRun, (after, size) =>
      ctx.tx
        .select({ customerId: machines.customerId, id: machines.id })
        .from(machines)
        .where(
          and(
            gt(machines.id, after),
            isNull(machines.cloudId),
            isNotNull(machines.instanceId),
            inArray(machines.state, machineSets.mayConfirmCloud),
          ),
        )
        .orderBy(asc(machines.id))
        .limit(size),
    ),
  );
  let confirmed = 0;
  await forEachAtOnce(claimsInOneRun, claims, async ({ customerId, id: machineId }) => {
    if ((await confirmCloudOf(request, { customerId, machineId })).confirmed) confirmed += 1;
  });
  return { asked: claims.length, confirmed };
}

/** What is left to confirm: cloud, instance, and the account by which that cloud knows the customer. */
async function claimOf(ctx: Context, key: MachineKey) {
  const machine = await machineById(ctx, key.customerId, key.machineId);
  if (machine.cloudId || !machine.instanceId) return null;
  const { cloud: name } = await latestFacts(ctx, key.customerId, key.machineId);
  const cloud = (await listClouds(ctx)).find((candidate) => candidate.slug === name);
  if (!cloud || !hasCapability(cloud.driver, "machines")) return null;
  const [account] = await ctx.tx
    .select({ reference: hostCloudAccounts.reference })
    .from(hostCloudAccounts)
    .where(and(eq(hostCloudAccounts.customerId, key.customerId), eq(hostCloudAccounts.cloudId, cloud.id)));
  const reference = account?.reference ?? (await customerById(ctx, key.customerId)).identifier;
  return { cloudId: cloud.id, instanceId: machine.instanceId, account: reference };
}
