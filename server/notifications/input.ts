import { z } from "zod";

/** What notices are filtered by. */
export const noticeFilter = z.object({
  state: z.enum(["waiting", "failing", "delivered"]).optional(),
  kind: z.enum(["mail", "cloud"]).optional(),
});
