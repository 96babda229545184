// The states of a notice. They follow from its row: delivered, tried and refused, or not tried yet. Imports nothing.

export const noticeStates = ["waiting", "failing", "delivered"] as const;
export type NoticeState = (typeof noticeStates)[number];

export function noticeState(notice: { deliveredAt: Date | null; error: string | null }): NoticeState {
  if (notice.deliveredAt) return "delivered";
  return notice.error === null ? "waiting" : "failing";
}
