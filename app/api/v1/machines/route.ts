import type { z } from "zod";
import { handle } from "@/server/http/handle";
import { methods } from "@/server/http/methods";
import { parseInput } from "@/server/parse-input";
import { machinesOf } from "@/server/reads/machine-list";
import { slugs } from "../names";
import { programOf, queryOf } from "../program";
import { type machinesAnswer, machinesQuery, shownMachine } from "./contract";

export const dynamic = "force-dynamic";

/** Machines, newest first. */
const get = handle(async (call) => {
  const program = await programOf(call, "machines.read");
  const { customer, state, service, cloud, after, ...filter } = parseInput(machinesQuery, queryOf(call.request));
  return program.see(customer, async (ctx, customerId) => {
    const named = await slugs(ctx);
    const page = await machinesOf(ctx, customerId, {
      ...filter,
      states: state && [state],
      serviceId: named.serviceId(service),
      cloudId: named.cloudId(cloud),
      cursor: after,
      sort: "newest",
    });
    return {
      machines: page.rows.map((row) => shownMachine(row, named)),
      next: page.nextCursor,
    } satisfies z.infer<typeof machinesAnswer>;
  });
});

export const { GET, POST, PUT, PATCH, DELETE, OPTIONS } = methods({ GET: get });
