import { auditQuery } from "../../audit/input";
import { listAudit } from "../../audit/queries";
import { auditLog } from "../../reads/audit-log";
import { memberProcedure, router, staffProcedure } from "../init";

export const auditRouter = router({
  list: staffProcedure("audit.read")
    .input(auditQuery)
    .query(({ ctx, input }) => ctx.run((inner) => auditLog(inner, input))),
  /** A company's own log. */
  own: memberProcedure("audit.read")
    .input(auditQuery.omit({ customerId: true }))
    .query(({ ctx, input }) => ctx.run((inner) => listAudit(inner, { ...input, customerId: ctx.customerId }))),
});
