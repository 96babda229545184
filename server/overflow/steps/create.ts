import { and, eq } from "drizzle-orm";
import { machines } from "@/db/schema";
import { recordAudit } from "../../audit/record-audit";
import { CloudError } from "../../clouds/driver";
import { driverFor } from "../../clouds/driver-for";
import { ensureHostCloudAccount } from "../../clouds/ensure-host-cloud-account";
import { isAtCloud } from "../../clouds/states";
import { inProvider, type Request } from "../../context";
import { env } from "../../env";
import { nameOverflowMachine } from "../../money/draft-statement";
import { bindLinkToInstance } from "../../setup/bind-link-to-instance";
import { createLink } from "../../setup/create-link";
import { type Claim, saveOverflow } from "../claim";
import { recordOverflowStep } from "../record-overflow-step";
import { identifyAnew } from "./identify-anew";
import { moved, type Step, type StepOutcome, wait } from "./step";
import { joinCodeLapsed, unwind } from "./unwind";
import { overflowUserData } from "./user-data";

/** How long a join code lives (docs/rules.md 8.6). */
const joinMinutes = 30;

/**
 * resource_identified -> configured: the second machine's resource configuration, from the resource's specifications.
 */
export const configure: Step = (request, claim) =>
  inProvider(request, async (ctx) => {
    const { overflow, event } = claim;
    if (!overflow.resource) throw new Error("No resource was identified.");
    const account = await ensureHostCloudAccount(ctx, {
      customerId: overflow.customerId,
      cloudId: overflow.resource.cloudId,
    });
    const machineOrder = {
      key: event.id,
      name: `ovf-${event.number}-${event.ordinal}`,
      account: account.reference,
      flavor: overflow.resource.flavor,
      image: overflow.resource.image,
      tags: { portal: new URL(env().origin).host, event: event.id },
    };
    await saveOverflow(ctx, claim, { state: "configured", machineOrder });
    await nameOverflowMachine(ctx, {
      customerId: overflow.customerId,
      billingEventId: event.id,
      name: machineOrder.name,
    });
    await recordOverflowStep(ctx, overflow, "configured", {
      state: "done",
      evidence: {
        name: machineOrder.name,
        flavor: machineOrder.flavor,
        image: machineOrder.image,
        vcpu: String(overflow.resource.vcpu),
        memoryBytes: overflow.resource.memoryBytes,
        storageBytes: overflow.resource.storageBytes,
      },
    });
    await recordAudit(ctx, {
      customerId: overflow.customerId,
      action: "overflow.configured",
      subjectKind: "overflow",
      subjectId: overflow.id,
      topic: "overflows",
    });
    return moved;
  });

/**
 * configured -> creating: a join code for exactly one machine. The state is saved before the first call to the cloud.
 */
export const prepareCreation: Step = (request, claim) =>
  inProvider(request, async (ctx) => {
    const { overflow, parameter } = claim;
    const link = await createLink(ctx, {
      customerId: overflow.customerId,
      service: parameter.serviceSlug,
      os: "linux",
      usesMax: 1,
      approve: "auto",
      expiresInMinutes: joinMinutes,
      kind: "overflow",
      overflowId: overflow.id,
      cloudId: overflow.cloudId ?? undefined,
      description: `Overflow machine of EV-${claim.event.number}`,
    });
    await saveOverflow(ctx, claim, { state: "creating", linkId: link.id });
    await recordOverflowStep(ctx, overflow, "creating", { state: "running" });
    return moved;
  });

/** creating -> installing: the driver creates the machine, once for the event; then its first report arrives. */
export const create: Step = async (request, claim) => {
  const { overflow } = claim;
  if (!overflow.machineOrder || !overflow.cloudId || !overflow.linkId)
    throw new Error("The machine was not configured.");
  if (!overflow.instanceId && (await inProvider(request, (ctx) => joinCodeLapsed(ctx, claim))))
    return renewJoinCode(request, claim);
  if (!overflow.instanceId) return createInstance(request, claim, overflow.cloudId, overflow.linkId);
  return inProvider(request, async (ctx): Promise<StepOutcome> => {
    const [machine] = await ctx.tx
      .select()
      .from(machines)
      .where(and(eq(machines.customerId, overflow.customerId), eq(machines.linkId, overflow.linkId ?? "")));
    if (!machine) {
      if (await joinCodeLapsed(ctx, claim))
        return unwind(
          ctx,
          claim,
          "creating",
          "The machine was created and did not report within its join code's life.",
        );
      return wait(2, "The machine is booting.");
    }
    await saveOverflow(ctx, claim, { state: "installing", machineId: machine.id, attempts: 0 });
    await recordOverflowStep(ctx, overflow, "creating", { state: "done", evidence: { machine: machine.id } });
    await recordOverflowStep(ctx, overflow, "installing", { state: "running" });
    return moved;
  });
};

/** creating -> configured: the join code lapsed before the cloud answered. A machine made with it could never join. */
function renewJoinCode(request: Request, claim: Claim): Promise<StepOutcome> {
  return inProvider(request, async (ctx) => {
    await saveOverflow(ctx, claim, { state: "configured", linkId: null });
    return moved;
  });
}

async function createInstance(request: Request, claim: Claim, cloudId: string, linkId: string): Promise<StepOutcome> {
  const { overflow, event } = claim;
  const order = overflow.machineOrder;
  if (!order) throw new Error("The machine was not configured.");
  const userData = await overflowUserData(request, {
    customerId: overflow.customerId,
    linkId,
    resourceId: overflow.id,
  });
  const driver = await driverFor(cloudId, "machines", {
    customerId: overflow.customerId,
    subjectKind: "overflow",
    subjectId: overflow.id,
  });
  // Searched by tag before any create: a create whose answer was lost must not start a second machine.
  const found = (await driver.listTagged("event", event.id)).find(isAtCloud);
  const machine = found ?? (await driver.ensureMachine({ ...order, userData }).catch(refusedAsFull));
  if (machine instanceof CloudError) return identifyAnew(request, claim, machine.message);
  return inProvider(request, async (ctx) => {
    await saveOverflow(ctx, claim, { instanceId: machine.id, attempts: 0, error: null });
    await bindLinkToInstance(ctx, { customerId: overflow.customerId, linkId, instanceId: machine.id });
    await recordOverflowStep(ctx, overflow, "creating", {
      state: "running",
      evidence: { instance: machine.id, found: found ? "found by its tag" : "created" },
    });
    await recordAudit(ctx, {
      customerId: overflow.customerId,
      action: "overflow.machine_created",
      subjectKind: "overflow",
      subjectId: overflow.id,
      detail: { cloud: cloudId, instance: machine.id },
      topic: "overflows",
    });
    return wait(1, "The machine is booting.");
  });
}

/** The error where the cloud has no capacity left for the order. @throws any other */
function refusedAsFull(error: unknown): CloudError {
  if (error instanceof CloudError && error.code === "no_capacity") return error;
  throw error;
}
