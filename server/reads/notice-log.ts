import type { Context } from "../context";
import type { NoticeQuery } from "../notifications/input";
import { listNotices } from "../notifications/queries";
import { namedThings } from "./named-things";

/** A page of the outbox, with the names of the clouds that notices go to and of what they are about. */
export async function noticeLog(ctx: Context, filter: NoticeQuery) {
  const page = await listNotices(ctx, filter);
  const ids = page.rows.flatMap(({ recipient, subjectId }) => [recipient, subjectId ?? ""]);
  return { ...page, things: await namedThings(ctx, ids) };
}
