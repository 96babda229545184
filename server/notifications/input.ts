import { z } from "zod";
import { pageInput } from "../page-input";
import { noticeStates } from "./states";

/** What notices are filtered by. */
export const noticeFilter = z.object({
  state: z.enum(noticeStates).optional(),
  kind: z.enum(["mail", "cloud"]).optional(),
});

/** A page of them. */
export const noticeQuery = noticeFilter.extend(pageInput(500));
export type NoticeQuery = z.infer<typeof noticeQuery>;
