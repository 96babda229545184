import { methods } from "@/server/http/methods";
import { setAuthority } from "@/server/usage/corrections/set-authority";
import { authorityPage } from "@/server/usage/questions/authorities";
import { correctOrPreview } from "@/server/workflow/correct-or-preview";
import { slugs } from "../names";
import { serve } from "../serve";
import { shownCorrected } from "../usage-corrections/contract";
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
    return {
      authorities: rows.map((row) => shownAuthority(row, names, { own: program.actor.customerId !== null })),
      next: nextCursor,
    };
  }),
);

const put = serve(set, (program, { body: { customer, cloud: cloudId, preview, ...decision } }) =>
  program.on(customer, async (ctx, customerId) =>
    shownCorrected(
      await correctOrPreview(ctx, { customerId, preview }, (tried) =>
        setAuthority(tried, { ...decision, customerId, cloudId }),
      ),
    ),
  ),
);

export const { GET, POST, PUT, PATCH, DELETE, OPTIONS } = methods({ GET: get, PUT: put });
