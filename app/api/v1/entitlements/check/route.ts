import type { z } from "zod";
import { handle } from "@/server/http/handle";
import { methods } from "@/server/http/methods";
import { checkEntitlement } from "@/server/licensing/check-entitlement";
import { parseInput } from "@/server/parse-input";
import { programOf, queryOf } from "../../program";
import { type checkAnswer, checkQuery } from "./contract";

export const dynamic = "force-dynamic";

/** May this machine use that service (and feature) now? Always 200 with a verdict where the machine is known. */
const get = handle(async (call) => {
  const program = await programOf(call, "licenses.read");
  const { machine, service, feature } = parseInput(checkQuery, queryOf(call.request));
  const { license, ...verdict } = await checkEntitlement(program.request, {
    customerId: program.actor.customerId,
    machineId: machine,
    service,
    feature,
  });
  return {
    ...verdict,
    machine,
    license: license && { ...license, validTo: license.validTo.toISOString() },
  } satisfies z.infer<typeof checkAnswer>;
});

export const { GET, POST, PUT, PATCH, DELETE, OPTIONS } = methods({ GET: get });
