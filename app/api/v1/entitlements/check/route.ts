import { methods } from "@/server/http/methods";
import { checkEntitlement } from "@/server/licensing/check-entitlement";
import { checkAllowance } from "@/server/workflow/check-allowance";
import { slugs } from "../../names";
import { serve } from "../../serve";
import { checkUse, shownAllowance } from "./allowance";
import { checkMachine } from "./contract";

export const dynamic = "force-dynamic";

/** May this machine use that service (and feature) now? Always 200 with a verdict where the machine is known. */
const get = serve(checkMachine, async ({ actor, request }, { query: { machine, service, feature } }) => {
  const asked = { customerId: actor.customerId, machineId: machine, service, feature };
  const { license, ...verdict } = await checkEntitlement(request, asked);
  return { ...verdict, machine, license: license && { ...license, validTo: license.validTo.toISOString() } };
});

/** May this much more be used now? Always 200 with a verdict where the meter, machine and cloud are known. */
const post = serve(checkUse, async ({ on, actor, request }, { body: { customer, reserve, ...asked } }) => {
  // Before the transaction: it has a connection of its own.
  const license = asked.machine
    ? await checkEntitlement(request, { customerId: actor.customerId, machineId: asked.machine })
    : null;
  return on(customer, async (ctx, customerId) => {
    // Names first: from the check on, others that reserve wait.
    const names = await slugs(ctx);
    const verdict = await checkAllowance(ctx, { ...asked, customerId, license, reserveSeconds: reserve });
    const shownLicense = license && { valid: license.valid, code: license.code, sentence: license.sentence };
    return shownAllowance(verdict, { meter: asked.meter, license: shownLicense, now: ctx.now }, names);
  });
});

export const { GET, POST, PUT, PATCH, DELETE, OPTIONS } = methods({ GET: get, POST: post });
