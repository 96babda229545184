import { and, isNotNull, isNull } from "drizzle-orm";
import { notices } from "@/db/schema";
import type { NoticeState } from "./states";

/** Notices that are neither delivered nor dismissed. */
export const undelivered = and(isNull(notices.deliveredAt), isNull(notices.dismissedAt));

/** Notices that are tried, or will be, without anybody's doing. */
export const inDelivery = and(undelivered, isNull(notices.refusedAt));

/** Notices whose last attempt failed; the refused ones among them wait for staff. */
export const attempted = and(undelivered, isNotNull(notices.error));

/** The rows of a state, as noticeState reads them. */
export const noticesIn: Record<NoticeState, ReturnType<typeof and>> = {
  waiting: and(inDelivery, isNull(notices.error)),
  failing: and(inDelivery, isNotNull(notices.error)),
  refused: and(undelivered, isNotNull(notices.refusedAt)),
  delivered: isNotNull(notices.deliveredAt),
  dismissed: and(isNull(notices.deliveredAt), isNotNull(notices.dismissedAt)),
};
