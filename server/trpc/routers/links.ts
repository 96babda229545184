import { z } from "zod";
import { linksOf } from "../../reads/link-list";
import { createLink } from "../../setup/create-link";
import { linkFilter, linkFormInput } from "../../setup/input";
import { linkAddress, usesOf } from "../../setup/queries";
import { revokeLink } from "../../setup/revoke-link";
import { customerProcedure, router, staffProcedure } from "../init";

const which = z.object({ linkId: z.string().min(1).max(100) });

export const linksRouter = router({
  list: customerProcedure("links.read")
    .input(linkFilter)
    .query(({ ctx, input }) => ctx.run((inner) => linksOf(inner, ctx.customerId, input))),
  listAll: staffProcedure("links.read")
    .input(linkFilter)
    .query(({ ctx, input }) => ctx.run((inner) => linksOf(inner, null, input))),
  uses: customerProcedure("links.read")
    .input(which)
    .query(({ ctx, input }) => ctx.run((inner) => usesOf(inner, ctx.customerId, input.linkId))),

  /** The address is a secret and stands in no list: it is asked for on purpose, by who may make links. */
  address: customerProcedure("links.change")
    .input(which)
    .mutation(({ ctx, input }) => ctx.run((inner) => linkAddress(inner, ctx.customerId, input.linkId))),
  create: customerProcedure("links.change")
    .input(linkFormInput)
    .mutation(({ ctx, input }) =>
      ctx.run((inner) => createLink(inner, { ...input, customerId: ctx.customerId, kind: "ordinary" })),
    ),
  revoke: customerProcedure("links.change")
    .input(which)
    .mutation(({ ctx, input }) => ctx.run((inner) => revokeLink(inner, { ...input, customerId: ctx.customerId }))),
});
