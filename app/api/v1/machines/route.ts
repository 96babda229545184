import { methods } from "@/server/http/methods";
import { machinesOf } from "@/server/reads/machine-list";
import { slugs } from "../names";
import { serve } from "../serve";
import { listMachines, shownMachine } from "./contract";

export const dynamic = "force-dynamic";

const get = serve(listMachines, (program, { query: { customer, state, service, cloud, after, ...filter } }) =>
  program.see(customer, async (ctx, customerId) => {
    const names = await slugs(ctx);
    const page = await machinesOf(ctx, customerId, {
      ...filter,
      states: state && [state],
      serviceId: names.serviceId(service),
      cloudId: names.cloudId(cloud),
      cursor: after,
      sort: "newest",
    });
    return { machines: page.rows.map((row) => shownMachine(row, names)), next: page.nextCursor };
  }),
);

export const { GET, POST, PUT, PATCH, DELETE, OPTIONS } = methods({ GET: get });
