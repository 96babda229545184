import { z } from "zod";
import { emailInput } from "../../configuration/input";
import { noticeQuery } from "../../notifications/input";
import { openNotices } from "../../notifications/queries";
import { dismissNotice, retryNotice } from "../../notifications/retry-notice";
import { noticeLog } from "../../reads/notice-log";
import { router, staffProcedure } from "../init";

const noticeId = z.object({ id: z.string().max(100) });

/** The outbox, as staff see it. */
export const noticesRouter = router({
  list: staffProcedure("notices.read")
    .input(noticeQuery)
    .query(({ ctx, input }) => ctx.run((inner) => noticeLog(inner, input))),
  open: staffProcedure("notices.read").query(({ ctx }) => ctx.run((inner) => openNotices(inner))),
  /** Sends an undelivered notice now; a mail also to its corrected address. */
  retry: staffProcedure("notices.retry")
    .input(noticeId.extend({ recipient: emailInput.optional() }))
    .mutation(({ ctx, input }) => ctx.run((inner) => retryNotice(inner, input))),
  /** Settles a mail without delivery. */
  dismiss: staffProcedure("notices.dismiss")
    .input(noticeId)
    .mutation(({ ctx, input }) => ctx.run((inner) => dismissNotice(inner, input))),
});
