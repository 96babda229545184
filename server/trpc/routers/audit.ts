import { z } from "zod";
import { auditFilter } from "../../audit/input";
import { listAudit } from "../../audit/queries";
import { memberProcedure, router, staffProcedure } from "../init";

const pageInput = auditFilter.extend({
  /** `next` of the page before. */
  after: z
    .string()
    .regex(/^\d{1,18}$/, "This is not where a page ends.")
    .optional(),
  limit: z.number().int().min(1).max(1000).optional(),
});

const paged = ({ after, ...rest }: z.infer<typeof pageInput>) => ({
  ...rest,
  ...(after === undefined ? {} : { after: BigInt(after) }),
});

export const auditRouter = router({
  list: staffProcedure("audit.read")
    .input(pageInput)
    .query(({ ctx, input }) => ctx.run((inner) => listAudit(inner, paged(input)))),
  /** A company's own log. */
  own: memberProcedure("audit.read")
    .input(pageInput.omit({ customerId: true }))
    .query(({ ctx, input }) => ctx.run((inner) => listAudit(inner, { ...paged(input), customerId: ctx.customerId }))),
});
