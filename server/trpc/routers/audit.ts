import { z } from "zod";
import { listAudit } from "../../audit/queries";
import { memberProcedure, router, staffProcedure } from "../init";

const filter = z.object({
  customerId: z.string().max(100).optional(),
  action: z.string().max(100).optional(),
  actorKind: z.enum(["staff", "customer", "machine", "key", "link", "job"]).optional(),
  subjectId: z.string().max(100).optional(),
  /** `next` of the page before. */
  after: z
    .string()
    .regex(/^\d{1,18}$/, "This is not where a page ends.")
    .optional(),
  limit: z.number().int().min(1).max(1000).optional(),
});

/** The filter of a list's address (actor, customer, subject, action, after); what is no value of it is left out. */
export function auditFilter(given: Record<string, string>): z.input<typeof filter> {
  const { actor: actorKind, customer: customerId, subject: subjectId, action, after } = given;
  const wanted = { actorKind, customerId, subjectId, action, after };
  return Object.fromEntries(
    Object.entries(wanted).filter(([key, value]) => filter.partial().safeParse({ [key]: value }).success),
  );
}

const paged = ({ after, ...rest }: z.infer<typeof filter>) => ({
  ...rest,
  ...(after === undefined ? {} : { after: BigInt(after) }),
});

export const auditRouter = router({
  list: staffProcedure("audit.read")
    .input(filter)
    .query(({ ctx, input }) => ctx.run((inner) => listAudit(inner, paged(input)))),
  /** A company's own log. */
  own: memberProcedure("audit.read")
    .input(filter.omit({ customerId: true }))
    .query(({ ctx, input }) => ctx.run((inner) => listAudit(inner, { ...paged(input), customerId: ctx.customerId }))),
});
