import { z } from "zod";
import { noticeQuery } from "../../notifications/input";
import { openNotices } from "../../notifications/queries";
import { retryNotice } from "../../notifications/retry-notice";
import { noticeLog } from "../../reads/notice-log";
import { router, staffProcedure } from "../init";

/** The outbox, as staff see it. */
export const noticesRouter = router({
  list: staffProcedure("notices.read")
    .input(noticeQuery)
    .query(({ ctx, input }) => ctx.run((inner) => noticeLog(inner, input))),
  open: staffProcedure("notices.read").query(({ ctx }) => ctx.run((inner) => openNotices(inner))),
  retry: staffProcedure("notices.retry")
    .input(z.object({ id: z.string().max(100) }))
    .mutation(({ ctx, input }) => ctx.run((inner) => retryNotice(inner, input))),
});
