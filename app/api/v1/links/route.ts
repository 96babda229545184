import { methods } from "@/server/http/methods";
import { linksOf } from "@/server/reads/link-list";
import { createLink } from "@/server/setup/create-link";
import { slugs } from "../names";
import { serve } from "../serve";
import { listLinks, makeLink, shownLink } from "./contract";

export const dynamic = "force-dynamic";

const get = serve(listLinks, (program, { query: { customer, service, after, ...filter } }) =>
  program.see(customer, async (ctx, customerId) => {
    const names = await slugs(ctx);
    const serviceId = names.serviceId(service);
    const page = await linksOf(ctx, customerId, { ...filter, serviceId, cursor: after, sort: "newest" });
    return { links: page.rows.map((row) => shownLink(row, names)), next: page.nextCursor };
  }),
);

/** What comes back is shown once. */
const post = serve(makeLink, (program, { body: { customer, ...input } }) =>
  program.on(customer, async (ctx, customerId) => {
    const link = await createLink(ctx, { ...input, customerId, kind: "ordinary" });
    return { ...link, expiresAt: link.expiresAt.toISOString() };
  }),
);

export const { GET, POST, PUT, PATCH, DELETE, OPTIONS } = methods({ GET: get, POST: post });
