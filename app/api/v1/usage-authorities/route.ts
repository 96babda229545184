import { methods } from "@/server/http/methods";
import { setAuthority } from "@/server/usage/corrections/set-authority";
import { authorityPage } from "@/server/usage/questions/queries";
import { slugs } from "../names";
import { serve } from "../serve";
import { listAuthorities as list, setAuthority as set, shownAuthority } from "./contract";

export const dynamic = "force-dynamic";

const get = serve(list, (program, { query: { customer, after, limit } }) =>
  program.see(customer, async (ctx, customerId) => {
    const names = await slugs(ctx);
    const { rows, nextCursor } = await authorityPage(ctx, {
      customerId: customerId ?? undefined,
      cursor: after,
      limit,
    });
    return { authorities: rows.map((row) => shownAuthority(row, names)), next: nextCursor };
  }),
);

const put = serve(set, (program, { body: { customer, cloud, ...decision } }) =>
  program.on(customer, async (ctx, customerId) => {
    const cloudId = (await slugs(ctx)).cloudId(cloud) ?? cloud;
    await setAuthority(ctx, { ...decision, customerId, cloudId });
    return null;
  }),
);

export const { GET, POST, PUT, PATCH, DELETE, OPTIONS } = methods({ GET: get, PUT: put });
