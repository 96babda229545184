import { z } from "zod";
import { customerById } from "../../configuration/queries";
import { consoleFrame, portalFrame } from "../../reads/page-frame";
import { search } from "../../reads/search";
import { memberProcedure, router, staffProcedure } from "../init";

const query = z.object({ query: z.string().max(200) });

/** What is shown around every page, and the command palette's search. */
export const frameRouter = router({
  portal: memberProcedure("portal.read").query(async ({ ctx }) => ({
    ...(await ctx.run((inner) => portalFrame(inner, ctx.customerId))),
    viewing: ctx.viewing,
  })),
  /** The company's time zone, in which its people read every time. */
  zone: memberProcedure("portal.read").query(({ ctx }) =>
    ctx.run(async (inner) => (await customerById(inner, ctx.customerId)).timeZone),
  ),
  console: staffProcedure("console.read").query(({ ctx }) => ctx.run((inner) => consoleFrame(inner))),
  searchPortal: memberProcedure("portal.read")
    .input(query)
    .query(({ ctx, input }) => ctx.run((inner) => search(inner, input.query))),
  searchConsole: staffProcedure("console.read")
    .input(query)
    .query(({ ctx, input }) => ctx.run((inner) => search(inner, input.query))),
});
