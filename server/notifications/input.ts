import { z } from "zod";
import { noticeStates } from "./states";

/** What notices are filtered by. */
export const noticeFilter = z.object({
  state: z.enum(noticeStates).optional(),
  kind: z.enum(["mail", "cloud"]).optional(),
});
