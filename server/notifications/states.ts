// The states of a notice. They follow from its row. Imports nothing.

/**
 * `failing`: tried, and tried again by itself; `refused`: for good, until staff send it again or dismiss it;
 * `dismissed`: settled without delivery.
 */
export const noticeStates = ["waiting", "failing", "refused", "delivered", "dismissed"] as const;
/** Of these the last attempt failed. */
export const failedNoticeStates = ["failing", "refused"] as const;
export type NoticeState = (typeof noticeStates)[number];

export function noticeState(notice: {
  deliveredAt: Date | null;
  dismissedAt: Date | null;
  refusedAt: Date | null;
  error: string | null;
}): NoticeState {
  if (notice.deliveredAt) return "delivered";
  if (notice.dismissedAt) return "dismissed";
  if (notice.refusedAt) return "refused";
  return notice.error === null ? "waiting" : "failing";
}
