import { z } from "zod";
import { customerById } from "../../configuration/queries";
import { isDemo, providerName } from "../../identity/queries";
import { needsAttention, needsStaff } from "../../reads/nav-badges";
import { search } from "../../reads/search";
import { memberProcedure, router, staffProcedure } from "../init";

const query = z.object({ query: z.string().max(200) });

/** What stands round every page: whose pages these are, what waits for somebody, and the command palette's search. */
export const frameRouter = router({
  portal: memberProcedure("portal.read").query(async ({ ctx }) => {
    const company = await ctx.run(async (inner) => ({
      customer: await customerById(inner, ctx.customerId),
      provider: await providerName(),
      counts: await needsAttention(inner),
    }));
    return { ...company, demo: await isDemo(), viewing: ctx.viewing, role: ctx.actor.role };
  }),
  console: staffProcedure("console.read").query(({ ctx }) =>
    ctx.run(async (inner) => ({
      provider: await providerName(),
      demo: await isDemo(),
      counts: { ...(await needsAttention(inner)), ...(await needsStaff(inner)) },
      role: ctx.actor.role,
    })),
  ),
  searchPortal: memberProcedure("portal.read")
    .input(query)
    .query(({ ctx, input }) => ctx.run((inner) => search(inner, input.query))),
  searchConsole: staffProcedure("console.read")
    .input(query)
    .query(({ ctx, input }) => ctx.run((inner) => search(inner, input.query))),
});
