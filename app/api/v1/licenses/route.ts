import { methods } from "@/server/http/methods";
import { licensesOf } from "@/server/reads/license-list";
import { slugs } from "../names";
import { serve } from "../serve";
import { listLicenses, shownLicense } from "./contract";

export const dynamic = "force-dynamic";

const get = serve(listLicenses, (program, { query: { customer, state, service, after, ...filter } }) =>
  program.see(customer, async (ctx, customerId) => {
    const names = await slugs(ctx);
    const page = await licensesOf(ctx, customerId, {
      ...filter,
      states: state && [state],
      serviceId: names.serviceId(service),
      cursor: after,
      sort: "newest",
    });
    return { licenses: page.rows.map((row) => shownLicense(row, names)), next: page.nextCursor };
  }),
);

export const { GET, POST, PUT, PATCH, DELETE, OPTIONS } = methods({ GET: get });
