import { customerOfMachine } from "@/server/collection/customer-of-machine";
import { inProvider } from "@/server/context";
import { methods } from "@/server/http/methods";
import { installerFor } from "@/server/workflow/provision-machine";
import { serve } from "../../../serve";
import { getInstaller } from "../../contract";

export const dynamic = "force-dynamic";

/** Advances the machine in several transactions; each may run again. */
const post = serve(getInstaller, async ({ actor, request }, { params }) => {
  const customerId = actor.customerId ?? (await inProvider(request, (ctx) => customerOfMachine(ctx, params.id)));
  return installerFor(request, { customerId, machineId: params.id });
});

export const { GET, POST, PUT, PATCH, DELETE, OPTIONS } = methods({ POST: post });
