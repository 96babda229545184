import { methods } from "@/server/http/methods";
import { linkRow } from "@/server/reads/link-list";
import { customerOfLink } from "@/server/setup/customer-of-link";
import { revokeLink } from "@/server/setup/revoke-link";
import { slugs } from "../../names";
import { serve } from "../../serve";
import { getLink, revokeLink as revoke, shownLink } from "../contract";

export const dynamic = "force-dynamic";

const get = serve(getLink, (program, { params }) =>
  program.see(undefined, async (ctx) => shownLink(await linkRow(ctx, params.id), await slugs(ctx))),
);

/** It answers 410 from now on. Again: the same answer. */
const remove = serve(revoke, (program, { params }) =>
  program.owning(
    (ctx) => customerOfLink(ctx, params.id),
    async (ctx, customerId) => {
      await revokeLink(ctx, { customerId, linkId: params.id });
      return null;
    },
  ),
);

export const { GET, POST, PUT, PATCH, DELETE, OPTIONS } = methods({ GET: get, DELETE: remove });
