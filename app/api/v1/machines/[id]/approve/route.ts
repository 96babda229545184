import { customerOfMachine } from "@/server/collection/customer-of-machine";
import { handle } from "@/server/http/handle";
import { methods } from "@/server/http/methods";
import { machineRow } from "@/server/reads/machine-list";
import { approveAndActivate } from "@/server/workflow/decide-machine";
import { slugs } from "../../../names";
import { programOf } from "../../../program";
import { shownMachine } from "../../contract";

export const dynamic = "force-dynamic";

/** Approves a machine that waits; no body is needed. 409 where it does not wait, or no seat is left. */
const post = handle<{ id: string }>(async (call) => {
  const program = await programOf(call, "machines.approve");
  const { id } = call.params;
  return program.owning(
    (ctx) => customerOfMachine(ctx, id),
    async (ctx, customerId) => {
      await approveAndActivate(ctx, { customerId, machineId: id });
      return shownMachine(await machineRow(ctx, customerId, id), await slugs(ctx));
    },
  );
});

export const { GET, POST, PUT, PATCH, DELETE, OPTIONS } = methods({ POST: post });
