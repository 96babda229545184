import { customerOfMachine } from "@/server/collection/customer-of-machine";
import { handle } from "@/server/http/handle";
import { methods } from "@/server/http/methods";
import { machineRow } from "@/server/reads/machine-list";
import { slugs } from "../../names";
import { programOf } from "../../program";
import { shownMachine } from "../contract";

export const dynamic = "force-dynamic";

/** One machine by its management id. */
const get = handle<{ id: string }>(async (call) => {
  const program = await programOf(call, "machines.read");
  const { id } = call.params;
  return program.owning(
    (ctx) => customerOfMachine(ctx, id),
    async (ctx, customerId) => shownMachine(await machineRow(ctx, customerId, id), await slugs(ctx)),
  );
});

export const { GET, POST, PUT, PATCH, DELETE, OPTIONS } = methods({ GET: get });
