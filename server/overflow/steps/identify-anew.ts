import { recordAudit } from "../../audit/record-audit";
import { markFlavorFull } from "../../clouds/store-inventory";
import { inProvider, type Request } from "../../context";
import { type Claim, saveOverflow } from "../claim";
import { recordOverflowStep } from "../record-overflow-step";
import { releaseReservation } from "../release-reservation";
import { moved, type StepOutcome } from "./step";

/**
 * creating -> requested: asking again for what is full would be refused again, so a resource is identified anew. The
 * flavor that is full stays out until its cloud is polled again.
 */
export function identifyAnew(request: Request, claim: Claim, why: string): Promise<StepOutcome> {
  return inProvider(request, async (ctx) => {
    const { overflow } = claim;
    const { resource } = overflow;
    if (resource) await markFlavorFull(ctx, resource);
    await releaseReservation(ctx, overflow);
    await saveOverflow(ctx, claim, {
      state: "requested",
      resource: null,
      cloudId: null,
      machineOrder: null,
      linkId: null,
      capacity: null,
      placed: null,
      estimateMinor: null,
    });
    await recordOverflowStep(ctx, overflow, "resource_identified", {
      state: "running",
      evidence: { full: `${resource?.flavor}: ${why}` },
    });
    await recordAudit(ctx, {
      customerId: overflow.customerId,
      action: "overflow.no_capacity",
      subjectKind: "overflow",
      subjectId: overflow.id,
      detail: { cloud: resource?.cloudId ?? "", flavor: resource?.flavor ?? "" },
      topic: "overflows",
    });
    return moved;
  });
}
