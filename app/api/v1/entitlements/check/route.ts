import { methods } from "@/server/http/methods";
import { checkEntitlement } from "@/server/licensing/check-entitlement";
import { serve } from "../../serve";
import { checkMachine } from "./contract";

export const dynamic = "force-dynamic";

/** May this machine use that service (and feature) now? Always 200 with a verdict where the machine is known. */
const get = serve(checkMachine, async ({ actor, request }, { query: { machine, service, feature } }) => {
  const asked = { customerId: actor.customerId, machineId: machine, service, feature };
  const { license, ...verdict } = await checkEntitlement(request, asked);
  return { ...verdict, machine, license: license && { ...license, validTo: license.validTo.toISOString() } };
});

export const { GET, POST, PUT, PATCH, DELETE, OPTIONS } = methods({ GET: get });
